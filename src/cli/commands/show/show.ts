/** iotop without a command. */
import type { CommandIo, RunCommand } from '../../effects/command-io.ts';
import { COMMAND_NAMES } from '../../options/command-names.ts';
import { helpText } from '../../options/help.ts';
import { parseArguments } from '../../options/option-table.ts';
import { refusePositionals } from '../../options/parse-arguments.ts';
import { personalityOf } from '../../personality.ts';
import { runVersion } from './version.ts';

export const runShow: RunCommand = async (args, io) => {
  const personality = personalityOf(io.calledBy, args);
  const { name } = personality;
  const given = parseArguments(args, name);
  if (given.flag('version')) return runVersion(args, io);
  if (given.flag('help')) return print(helpText(), io);
  refusePositionals(given, `${name} --help`, COMMAND_NAMES);
  // What version and help do not need is not loaded for them.
  const { showLive } = await import('./show-live.ts');
  await showLive(given, personality, io);
  return 0;
};

const print = async (text: string, io: CommandIo): Promise<number> => {
  await io.stdout(text);
  return 0;
};
