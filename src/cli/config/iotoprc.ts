/**
 * The configuration file of iotop-c: a line is an option as on the command line, `#` begins a comment.
 *
 * It is read where there is no config.toml, so that who changes over from iotop-c keeps what they chose.
 */
import { UsageError } from '../../lib/errors.ts';
import { invocationOf } from '../options/invocation.ts';
import { parseArguments, RUN_OPTIONS } from '../options/option-table.ts';
import { refusePositionals } from '../options/parse-arguments.ts';
import { personalityNamed } from '../personality.ts';
import type { Config, ConfigProblem } from './config-text.ts';

/** @returns the lines that are right as `options`, to be read like a command line; those that are wrong as `problems` */
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

/** What is wrong with a line; undefined: nothing. */
const problemOf = (line: string): string | undefined => {
  try {
    const given = parseArguments([line]);
    const other = RUN_OPTIONS.find((name) => given.list(name).length > 0);
    if (other !== undefined) return `--${other} is no setting: give it on the command line`;
    refusePositionals(given, 'iotop --help');
    invocationOf(given, NOWHERE);
    return undefined;
  } catch (thrown) {
    if (!(thrown instanceof UsageError)) throw thrown;
    return thrown.message;
  }
};

/** Surroundings that do not matter: the line is read only to see whether its values are good. */
const NOWHERE = {
  personality: personalityNamed('iotop'),
  isTerminal: false,
  configured: {},
  userId: () => undefined,
};
