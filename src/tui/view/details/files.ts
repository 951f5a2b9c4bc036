/** The open files of a task, those that moved most between two looks first. */
import { type BytesPerSecond, bytes, bytesPerSecond, nanoseconds } from '../../../lib/units.ts';
import { UNKNOWN } from '../../../render/text/cell.ts';
import { sanitize } from '../../../render/text/sanitize.ts';
import { padStart, wrap } from '../../../render/text/text-width.ts';
import type { OpenFile, TaskDetails } from '../../core/effects.ts';
import type { ModeOf, TuiState } from '../../core/state.ts';
import { type Line, line, span } from '../../terminal/line.ts';
import { bytesText, fieldRows } from './fields.ts';

export const fileLines = (
  state: TuiState,
  { entry, details, earlier }: ModeOf<'details'>,
): readonly Line[] => {
  const { rights, size } = state;
  if (rights === 'replay' || details?.isGone) return [];
  if (details === undefined) return fieldRows('Files', 'reading …', size);
  const files = byMovement(details, earlier);
  // None, or none that may be seen: then the problem says so.
  if (files.length === 0 && details.problems.length > 0) return [];
  const title = `${files.length} ${entry.ended ? 'were open' : 'open'}: moved a second, position, path; seeks move it, pread does not`;
  const indent = size.columns < 60 ? 6 : FIGURES;
  const rows = files.flatMap(({ file, moved }) => {
    const { descriptor } = file;
    const text = sanitize(`${file.path}${placeText(state, file)}`);
    const speed = moved === undefined ? '' : bytesText(moved, '/s', state);
    const at = positionText(state, file);
    const head =
      padStart(String(descriptor), 5) + padStart(speed, WIDTH + 1) + padStart(at, WIDTH + 1);
    const parts = wrap(text, size.columns - indent);
    const isBeside = indent === FIGURES;
    const first = line(span(head, 'label'), ...(isBeside ? [span(` ${parts[0]}`)] : []));
    const below = parts
      .slice(isBeside ? 1 : 0)
      .map((part) => line(span(' '.repeat(indent) + part)));
    return [first, ...below];
  });
  return [...fieldRows('Files', title, size), ...rows];
};

const positionText = (state: TuiState, { position, isDirectory }: OpenFile): string => {
  if (isDirectory) return 'directory';
  if (position === undefined) return '';
  return position >= NO_POSITION ? UNKNOWN : bytesText(position, '', state);
};

/** No file is this long: it is the place in a listing that was read to its end (2^63 - 1), of a directory opened without O_DIRECTORY. */
const NO_POSITION = 2 ** 62;

const WIDTH = 9;
/** Cells before the path. */
const FIGURES = 5 + 2 * (WIDTH + 1) + 1;

/** `moved`: between the two looks; undefined: it has no position, or was not open then. */
type MovedFile = { readonly file: OpenFile; readonly moved?: BytesPerSecond };

const byMovement = (now: TaskDetails, earlier: TaskDetails | undefined): readonly MovedFile[] => {
  const before = new Map(earlier?.openFiles.map((file) => [file.descriptor, file]));
  const length = nanoseconds(Math.max(1, now.readAt - (earlier?.readAt ?? 0)));
  const files = now.openFiles.map((file): MovedFile => {
    const then = before.get(file.descriptor);
    if (then?.path !== file.path || then.position === undefined || file.position === undefined)
      return { file };
    if (Math.max(then.position, file.position) >= NO_POSITION) return { file };
    const distance = bytes(Math.abs(file.position - then.position));
    return { file, moved: bytesPerSecond(distance, length) };
  });
  return files.sort((a, b) => (b.moved ?? 0) - (a.moved ?? 0));
};

/** ` (/srv on sdb1)`; of a file system without a device what was mounted, or its type. */
const placeText = ({ sample }: TuiState, { mount }: OpenFile): string => {
  if (mount === undefined) return '';
  const { point, device, source, type } = mount;
  const known = sample?.system.devices?.find(({ id }) => id === device)?.name;
  const path = source.startsWith('/dev/') ? source.slice('/dev/'.length) : undefined;
  const named = known ?? path ?? (/[/:]/.test(source) ? source : type);
  return ` (${point} on ${named})`;
};
