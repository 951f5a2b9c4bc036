/** `iotop --version`: hardly anything is loaded for it. */
import type { RunCommand } from '../../effects/command-io.ts';
import { personalityNameOf } from '../../personality-name.ts';

declare const __IOTOP_VERSION__: string;

export const runVersion: RunCommand = async (args, io) => {
  await io.stdout(`${personalityNameOf(io.calledBy, args)} ${__IOTOP_VERSION__}\n`);
  return 0;
};
