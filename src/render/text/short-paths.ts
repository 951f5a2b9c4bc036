/** Command lines that do not fit: the names of files stay, their folders go. */
import { cutToWidth, dropWidth, textWidth } from './text-width.ts';

/** The folders of an argument's path: what stands before its last name. */
const FOLDERS = /(?<=[\s=:,])[^\s=:,]{2,}\/(?=[^\s/])/g;

/**
 * `dd if=…/zero of=…/image.raw bs=1M` of `dd if=/dev/zero of=/srv/backup/image.raw bs=1M`: folders go from the left on until it fits, at most `cells`
 * wide. The first word stays as it is.
 * @param mark one cell that stands for the folders
 */
export const withShortPaths = (command: string, cells: number, mark: string): string => {
  const whole = cutToWidth(command, cells);
  if (whole.length === command.length || !command.includes('/')) return whole;
  let excess = textWidth(command) - cells;
  const shortened = command.replace(FOLDERS, (folders) => {
    if (excess <= 0) return folders;
    excess -= textWidth(folders) - 2;
    return `${mark}/`;
  });
  return cutToWidth(shortened, cells);
};

/** A path that does not fit, told by its end. */
export const endOfPath = (path: string, cells: number, mark: string): string => {
  const excess = textWidth(path) - cells;
  return excess <= 0 ? path : mark + dropWidth(path, excess + 1);
};
