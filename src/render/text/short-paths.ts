/** Texts that do not fit: of command lines the names of files stay and their folders go, of names the end stays. */
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

/**
 * A name that does not fit, told by its end, in which siblings differ: `…0/app.slice/backup.scope`. Of one that is no path the beginning stays too, for
 * it says what it is: `kubepods-be…4a1c9b63.slice`.
 * @param cells at least 1
 */
export const shortName = (name: string, cells: number, mark: string): string => {
  const width = textWidth(name);
  if (width <= cells) return name;
  const room = cells - textWidth(mark);
  const beginning = name.startsWith('/') ? '' : cutToWidth(name, Math.floor(room / 3));
  return beginning + mark + dropWidth(name, width - (room - textWidth(beginning)));
};
