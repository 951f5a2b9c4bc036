/** Runs tests over a mutated file, again and again, in one vitest that keeps what it has compiled. */
import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { createVitest, type Vitest } from 'vitest/node';
import { type Mutant, mutated } from './mutate.ts';

/** Milliseconds a run may take beyond four times the unchanged one. */
const PATIENCE = 20_000;

export class TestRuns {
  #vitest: Vitest | undefined;
  #mutant: Mutant | undefined;
  /** What the last run found wrong. */
  #failures: readonly string[] = [];
  /** Milliseconds that tests took over the source as it is, by their names. */
  readonly #usual = new Map<string, number>();

  /**
   * @param tests lists of test files; the next is run only when the last noticed nothing
   * @throws Error when the tests fail without any change
   */
  async outcomeOf(
    mutant: Mutant,
    tests: readonly (readonly string[])[],
  ): Promise<'killed' | 'survived'> {
    for (const list of tests) {
      const usual = await this.#usualTime(list);
      if (!(await this.#pass(list, mutant, 4 * usual + PATIENCE))) return 'killed';
    }
    return 'survived';
  }

  async close(): Promise<void> {
    const open = this.#vitest;
    this.#vitest = undefined;
    await open?.close();
  }

  async #usualTime(tests: readonly string[]): Promise<number> {
    const name = tests.join(' ');
    const known = this.#usual.get(name);
    if (known !== undefined) return known;
    const begun = Date.now();
    if (!(await this.#pass(tests, undefined, 300_000)))
      throw new Error(`fails without a change: ${name}\n${this.#failures.join('\n')}`);
    const took = Date.now() - begun;
    this.#usual.set(name, took);
    return took;
  }

  /** Whether the tests pass in time. One that does not end is ended with vitest, and the next run starts another. */
  async #pass(
    tests: readonly string[],
    mutant: Mutant | undefined,
    within: number,
  ): Promise<boolean> {
    this.#vitest ??= await this.#open();
    const vitest = this.#vitest;
    for (const { file } of [this.#mutant, mutant].filter((one) => one !== undefined))
      vitest.invalidateFile(resolve(file));
    this.#mutant = mutant;
    vitest.state.clearErrors();
    const project = vitest.getRootProject();
    const specifications = tests.map((test) => project.createSpecification(resolve(test)));
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<'late'>((done) => {
      timer = setTimeout(() => done('late'), within);
    });
    const result = await Promise.race([vitest.runTestSpecifications(specifications), late]);
    clearTimeout(timer);

    if (result === 'late') {
      await this.close();
      return false;
    }
    // vitest lists what earlier runs had too.
    const modules = result.testModules.filter(({ moduleId }) =>
      specifications.some((specification) => specification.moduleId === moduleId),
    );
    this.#failures = [
      ...result.unhandledErrors.map(String),
      ...modules.flatMap((module) => module.errors().map(({ message }) => message)),
      ...modules.flatMap((module) =>
        [...module.children.allTests('failed')].map(({ fullName }) => fullName),
      ),
    ];
    return this.#failures.length === 0;
  }

  #open(): Promise<Vitest> {
    return createVitest(
      'test',
      {
        config: false,
        watch: false,
        bail: 1,
        isolate: false,
        pool: 'threads',
        maxWorkers: 1,
        testTimeout: 120_000,
        update: 'none',
        reporters: [{}],
      },
      {
        plugins: [
          {
            name: 'mutant',
            enforce: 'pre',
            transform: (code: string, id: string) =>
              this.#mutant !== undefined && id === resolve(this.#mutant.file)
                ? mutated(readFileSync(id, 'utf8'), this.#mutant)
                : code,
          },
        ],
      },
    );
  }
}
