/** What iotop, called by a name, makes of its arguments. */
import {
  type Invocation,
  invocationOf,
  type Surroundings,
} from '../../../src/cli/options/invocation.ts';
import { parseArguments } from '../../../src/cli/options/option-table.ts';
import { refusePositionals } from '../../../src/cli/options/parse-arguments.ts';
import { personalityOf } from '../../../src/cli/personality.ts';

/** @throws UsageError with cause and remedy */
export const readInvocation = (
  args: readonly string[],
  { name, ...around }: Omit<Surroundings, 'personality'> & { readonly name: string },
): Invocation => {
  const personality = personalityOf(name, args);
  const given = parseArguments(args, personality.name);
  refusePositionals(given, `${personality.name} --help`);
  return invocationOf(given, { ...around, personality });
};
