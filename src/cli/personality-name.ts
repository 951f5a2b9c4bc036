/** By which of the programs that iotop stands in for it is called: what must be known before anything else is loaded. */

export const PERSONALITY_NAMES = ['iotop', 'iotop-c', 'iotop-py'] as const;

export type PersonalityName = (typeof PERSONALITY_NAMES)[number];

/** Exit status after a mistake on the command line. */
export const mistakeStatusOf = (name: PersonalityName): 1 | 2 => (name === 'iotop-c' ? 1 : 2);

/**
 * Found before anything is parsed, since it decides the exit status of a mistake. The last of several counts; a wrong one is
 * left to the parser. Behind a word stand the arguments of a command, ours or one that is to be run.
 * @param calledBy the last part of the path the program was started by
 */
export const personalityNameOf = (calledBy: string, args: readonly string[]): PersonalityName => {
  const options = args[0]?.startsWith('-') ? args : [];
  const asked = options.flatMap((argument, at) => {
    if (argument === OPTION) return options[at + 1] ?? [];
    return argument.startsWith(`${OPTION}=`) ? argument.slice(OPTION.length + 1) : [];
  });
  const known = [calledBy, ...asked].filter(isPersonality);
  return known.at(-1) ?? 'iotop';
};

const OPTION = '--personality';

const isPersonality = (name: string): name is PersonalityName =>
  PERSONALITY_NAMES.some((known) => known === name);
