/** Runs a command of the program as `main` would, and keeps what it says. */
import type { CommandIo, RunCommand } from '../../../src/cli/effects/command-io.ts';

type CommandRun = {
  readonly code: number;
  readonly out: string;
  readonly errors: readonly string[];
};

export const runCommand = async (
  command: RunCommand,
  args: readonly string[],
  about: Partial<Pick<CommandIo, 'stdin' | 'signal' | 'terminal' | 'columns'>> = {},
): Promise<CommandRun> => {
  let out = '';
  const errors: string[] = [];
  const code = await command(args, {
    calledBy: 'iotop',
    called: () => 'iotop',
    abandonStdout: () => undefined,
    columns: () => undefined,
    stdout: async (text) => {
      out += text;
      return true;
    },
    stderr: (line) => errors.push(line),
    stdin: linesOf(''),
    environment: {},
    terminal: { kind: 'none' },
    keepOnly: () => undefined,
    signal: new AbortController().signal,
    ...about,
  });
  return { code, out, errors };
};

/** Text as it comes through a pipe. */
export async function* linesOf(text: string): AsyncGenerator<Uint8Array> {
  const bytes = Buffer.from(text);
  for (let at = 0; at < bytes.length; at += 1000) yield bytes.subarray(at, at + 1000);
}
