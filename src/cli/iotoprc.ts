/**
 * The configuration file of iotop-c: a line is an option as on the command line, `#` begins a comment.
 *
 * Read where ours is absent, so that nobody who changes over has to choose everything again.
 */
import { UsageError } from '../lib/errors.ts';
import type { Config, ConfigProblem } from './config-text.ts';
import { readInvocation } from './invocation.ts';
import type { OptionName } from './option-table.ts';
import { parseArguments } from './parse-arguments.ts';

/** Its good lines are `options`; each other one is a problem. */
export const parseIotoprc = (text: string): Config => {
  const options: string[] = [];
  const problems: ConfigProblem[] = [];
  for (const [at, untrimmed] of text.split('\n').entries()) {
    const line = untrimmed.trim();
    if (line === '' || line.startsWith('#')) continue;
    const problem = problemOf(line);
    if (problem === undefined) options.push(line);
    else problems.push({ line: at + 1, text: problem });
  }
  return { settings: {}, options, problems };
};

const problemOf = (line: string): string | undefined => {
  try {
    const given = parseArguments([line]);
    const other = NO_SETTINGS.find((name) => given.list(name).length > 0);
    if (other !== undefined) return `--${other} is no setting: give it on the command line`;
    readInvocation([line], NOWHERE);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return thrown.message;
  }
};

/** Only whether its values are good is looked at. */
const NOWHERE = { name: 'iotop', isTerminal: false, configured: {}, userId: () => undefined };

/** What one run is told: no file says it for all of them. */
export const NO_SETTINGS: readonly OptionName[] = [
  'help',
  'version',
  'batch',
  'iter',
  'json',
  'csv',
  'engine',
  'personality',
  'delayacct',
  'read-only',
  'write',
  'debug-write',
  'pid',
  'user',
  'unattributed',
  'summary',
  'time',
  'timestamp',
  'quiet',
];
