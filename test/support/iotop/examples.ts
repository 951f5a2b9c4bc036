/** Commands of iotop that papers and helps show, as a shell would split them. */
import { readFileSync } from 'node:fs';

/** What stands behind `iotop`. */
export type Example = { readonly line: string; readonly args: readonly string[] };

/** The lines of a page's blocks for the shell. @param heading of the part of the page that is read; absent: all of it */
export const shellLines = (path: string, heading?: string): readonly string[] => {
  const page = readFileSync(path, 'utf8');
  const part =
    heading === undefined ? page : (page.split(`\n## ${heading}\n`)[1] ?? '').split('\n## ')[0];
  const blocks = [...(part ?? '').matchAll(/^ *```sh\n(.*?)^ *```/gms)];
  return blocks.flatMap(([, lines = '']) => lines.split('\n').filter((line) => line.trim() !== ''));
};

/** Each command of iotop in a line, without those around it in a pipe or a list, and without what it is started by. */
export const examplesIn = (line: string): readonly Example[] =>
  commandsOf(line).flatMap((words) => {
    const at = words.findIndex((word) => /^(?:.*\/)?iotop(?:\.js)?$/.test(word));
    return at < 0 || !words.slice(0, at).every((word) => STARTERS.test(word))
      ? []
      : [{ line, args: words.slice(at + 1) }];
  });

/** `ssh -n host sudo`, `node`, and the copy of node that docs/privileges.md makes. */
const STARTERS = /^(?:sudo|ssh|-n|host|node|.*\/iotop-node)$/;

/** A word with its quoted parts, a blank, an operator between commands, or a comment. */
const TOKEN = /(?:'[^']*'|"(?:\\.|[^"\\])*"|\\.|[^\s'"\\|&;<>#]|(?<=\S)#)+|[|&;<>]+|#.*|\s+/gs;

/** Words of each command, quotes removed. What stands behind `<` or `>` counts as a command. */
const commandsOf = (line: string): readonly (readonly string[])[] => {
  const commands: string[][] = [[]];
  for (const [token] of line.matchAll(TOKEN)) {
    if (/^\s/.test(token) || token.startsWith('#')) continue;
    if (/^[|&;<>]/.test(token)) commands.push([]);
    else commands.at(-1)?.push(unquoted(token));
  }
  return commands;
};

const unquoted = (word: string): string =>
  word.replace(
    /'([^']*)'|"((?:\\.|[^"\\])*)"|\\(.)/gs,
    (_, single, double, escaped) => single ?? double?.replace(/\\(["\\$`])/g, '$1') ?? escaped,
  );
