/**
 * Ends a run with the files that took longest, which tests failed, a line each, why tests were skipped, a line a reason, and then
 * `N passed, N failed, N skipped` alone on a line, for scripts that read a test run's end. A test skipped without a reason is a failed one.
 */
import { stripVTControlCharacters } from 'node:util';
import type { Reporter, TestCase, TestModule } from 'vitest/node';

export class ClosingLine implements Reporter {
  onTestRunEnd(modules: readonly TestModule[]): void {
    const count = { passed: 0, failed: 0, skipped: 0 };
    const reasons = new Map<string, number>();
    for (const line of slowestOf(modules)) process.stdout.write(`${line}\n`);
    for (const module of modules) {
      for (const test of module.children.allTests()) {
        const { state, errors } = test.result();
        if (state === 'pending') continue;
        if (state === 'failed') sayFailed(`${module.relativeModuleId}: ${test.fullName}`, errors);
        const reason = state === 'skipped' ? reasonOf(test) : undefined;
        if (reason !== undefined) reasons.set(reason, (reasons.get(reason) ?? 0) + 1);
        // Who asks for some tests by name (`-t`) has left out the others.
        const isAskedFor = test.project.config.testNamePattern === undefined;
        const isUnexplained = state === 'skipped' && reason === undefined && isAskedFor;
        if (isUnexplained) process.stdout.write(`skipped without a reason: ${test.fullName}\n`);
        count[isUnexplained ? 'failed' : state] += 1;
        if (isUnexplained) process.exitCode = 1;
      }
      if (module.errors().length === 0) continue;
      sayFailed(module.relativeModuleId, module.errors());
      count.failed += 1;
    }
    for (const [reason, times] of reasons) process.stdout.write(`  ${times} skipped: ${reason}\n`);
    process.stdout.write(
      `${count.passed} passed, ${count.failed} failed, ${count.skipped} skipped\n`,
    );
  }
}

/** Of a run of more files than that: where its time went. Files of one project may have run side by side. */
const SLOWEST = 10;

export const slowestOf = (modules: readonly TestModule[]): readonly string[] => {
  if (modules.length <= SLOWEST) return [];
  const secondsOf = (module: TestModule): number => {
    const { collectDuration, duration } = module.diagnostic();
    return (collectDuration + duration) / 1000;
  };
  return modules
    .map((module) => ({ path: module.relativeModuleId, seconds: secondsOf(module) }))
    .sort((a, b) => b.seconds - a.seconds)
    .slice(0, SLOWEST)
    .map(({ path, seconds }) => `slow: ${seconds.toFixed(1).padStart(5)} s ${path}`);
};

type Failure = { readonly message: string; readonly diff?: string };

/** With what differs, where two values were compared. */
const sayFailed = (what: string, errors: readonly Failure[]): void => {
  const [{ message, diff = '' } = { message: 'no reason' }] = errors;
  const differences = stripVTControlCharacters(diff).match(/^[-+] (?!(?:Expected|Received)$).*$/gm);
  const why = [message.split('\n', 1)[0], ...(differences ?? [])].join(' | ');
  process.stdout.write(`failed: ${what}: ${why.slice(0, MOST_WORDS)}\n`);
};

const MOST_WORDS = 400;

/** What stands in the title of the test or of what it is in (`requires.ts`), or what the test said when it gave up. */
const reasonOf = (test: TestCase): string | undefined => {
  const result = test.result();
  if (result.state === 'skipped' && result.note !== undefined) return result.note;
  return /\(skipped: (.*?)\)(?: > |$)/.exec(test.fullName)?.[1];
};

// biome-ignore lint/style/noDefaultExport: vitest loads a reporter by its default export
export default ClosingLine;
