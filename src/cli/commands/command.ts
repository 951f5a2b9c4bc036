/** What all commands have in common: arguments parsed by their page, `--help`, the one folder many take. */
import { UsageError } from '../../lib/errors.ts';
import type { CommandIo, RunCommand } from '../effects/command-io.ts';
import {
  type CommandPage,
  commandHelp,
  commandName,
  HELP_OPTION,
} from '../options/command-page.ts';
import { type Arguments, type ParsedRow, parseArgumentsBy } from '../options/parse-arguments.ts';
import { DEFAULT_FOLDER } from '../recording/recording-input.ts';

/**
 * @param run gets arguments that the page knows, and no `--help`: that is answered here
 * @param others options it takes besides, which another help tells of
 */
export const command =
  <const Row extends ParsedRow, const Other extends ParsedRow = never>(
    page: CommandPage<Row>,
    run: (given: Arguments<Row['name'] | Other['name']>, io: CommandIo) => Promise<number>,
    others: readonly Other[] = [],
  ): RunCommand =>
  async (args, io) => {
    const more = others.filter(({ name }) => name !== HELP_OPTION.name);
    const rows: readonly ParsedRow[] = [HELP_OPTION, ...page.options, ...more];
    const given = parseArgumentsBy(rows, args, `${commandName(page)} --help`);
    if (!given.flag('help')) return run(given, io);
    await io.stdout(commandHelp(page));
    return 0;
  };

/** The one positional argument; the packaged recorder's folder when none is given. @throws UsageError for more than one */
export const oneFolder = (name: string, positionals: readonly string[]): string => {
  const [folder = DEFAULT_FOLDER, extra] = positionals;
  if (extra !== undefined) {
    throw new UsageError(`${name} takes one recording, not also ${JSON.stringify(extra)}`);
  }
  return folder;
};
