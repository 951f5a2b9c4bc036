/**
 * How much the unit tests notice: changes the source in one small place at a time, runs the tests that import it, and counts the
 * changes after which all of them still pass.
 *
 *   npm run mutants -- [PATH …] [--most N] [--seed N] [--least PERCENT]
 *
 * PATH is a folder or file of src (src/model src/record src/sampler); N mutants of theirs (100) are tried, the same for the same seed
 * (1) and source. Ends with 1 under PERCENT.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { openPlace, removePlace } from '../../test/support/test-run/place.ts';
import { type Mutant, mutantsOf } from './mutate.ts';
import { filesBelow, relatedTests } from './related-tests.ts';
import { TestRuns } from './test-runs.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    most: { type: 'string', default: '100' },
    seed: { type: 'string', default: '1' },
    least: { type: 'string', default: '0' },
  },
});

const paths = positionals.length > 0 ? positionals : ['src/model', 'src/record', 'src/sampler'];
const files = paths.flatMap((path) => (path.endsWith('.ts') ? [path] : filesBelow(path)));

/** The same place in a sample whatever else changes in the source: by what the mutant is, not where. */
const rank = (mutant: Mutant, text: string): string =>
  createHash('sha1')
    .update(JSON.stringify([values.seed, mutant.file, text, mutant.before, mutant.after]))
    .digest('hex');

const ranked = files.flatMap((file) => {
  const source = readFileSync(file, 'utf8');
  const lines = source.split('\n');
  return mutantsOf(file, source).map((mutant) => ({
    mutant,
    rank: rank(mutant, lines[mutant.line - 1] ?? ''),
  }));
});
const chosen = ranked
  .sort((a, b) => (a.rank < b.rank ? -1 : 1))
  .slice(0, Number(values.most))
  .map(({ mutant }) => mutant)
  .sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : a.start - b.start));

const short = (text: string): string => {
  const line = text.replace(/\s+/g, ' ');
  return line.length > 60 ? `${line.slice(0, 59)}…` : line;
};

const tally = { killed: 0, survived: 0, untested: 0 };
const begun = Date.now();
const secondsSince = (then: number): number => Math.round((Date.now() - then) / 1000);
openPlace();
process.once('exit', removePlace);
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => process.exit(1));
const runs = new TestRuns();
for (const file of new Set(chosen.map((mutant) => mutant.file))) {
  const tests = relatedTests(file);
  const mutants = chosen.filter((mutant) => mutant.file === file);
  const start = Date.now();
  const lines: string[] = [];
  for (const mutant of mutants) {
    const outcome = tests.length === 0 ? 'untested' : await runs.outcomeOf(mutant, tests);
    tally[outcome]++;
    const { line, before, after } = mutant;
    if (outcome !== 'killed')
      lines.push(`  ${outcome}  ${file}:${line}  ${short(before)}  →  ${short(after)}`);
  }
  const killed = mutants.length - lines.length;
  console.log(`${file}: ${killed} of ${mutants.length} killed, ${secondsSince(start)} s`);
  for (const line of lines) console.log(line);
}
await runs.close();

const score = (tally.killed / Math.max(1, chosen.length)) * 100;
console.log(
  `${chosen.length} of ${ranked.length} mutants in ${secondsSince(begun)} s: ${tally.killed} killed, ${tally.survived} survived, ` +
    `${tally.untested} that no unit test of the layer imports: ${score.toFixed(1)} %`,
);
const isEnough = score >= Number(values.least);
if (!isEnough) console.error(`mutants: under ${values.least} %`);
// Set either way: each test that noticed a mutant has made vitest set it to 1.
process.exitCode = isEnough ? 0 : 1;
