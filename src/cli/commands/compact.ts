/** `iotop compact DIR`: older segments at one sample a minute; no sum changes. */

import { milliseconds } from '../../lib/units.ts';
import { type Compacted, compact } from '../../record/compact/compact.ts';
import { removeDrafts } from '../../record/compact/compact-draft.ts';
import { recordedSegments } from '../../record/read/recorded-segments.ts';
import { lockFolder } from '../../record/write/lock.ts';
import { describeNotice, type RecordNotice } from '../../record/write/notice.ts';
import { formatBytes } from '../../render/text/cell.ts';
import { USUAL_SCALE } from '../../render/text/scale.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { type CommandPage, commandHelp, HELP_OPTION } from '../options/command-page.ts';
import { parseArgumentsBy } from '../options/parse-arguments.ts';
import { durationOf } from '../options/quantities.ts';
import { segmentsIn } from '../recording/recording-input.ts';
import { oneFolder } from './command-arguments.ts';

const OPTIONS = [
  { name: 'every', value: 'TIME', help: 'how much time becomes one sample [1m]' },
  { name: 'older-than', value: 'TIME', help: 'only segments begun before, such as 7d [all]' },
  HELP_OPTION,
] as const;

export const COMPACT_PAGE: CommandPage = {
  usage: 'iotop compact [OPTIONS] [DIR]',
  about: `Merges the samples of older segments to one a minute. Every sum over a time stays what it was; when within the minute
something happened is lost. The newest segment and damaged ones are left as they are.`,
  options: OPTIONS,
};

const MINUTE = milliseconds(60_000);

/** 0; 1 when a segment was left out, or when told to end before the last. @throws UnavailableError while another does this */
export const runCompact = async (args: readonly string[], io: CommandIo): Promise<number> => {
  const given = parseArgumentsBy(OPTIONS, args, 'iotop compact --help');
  if (given.flag('help')) {
    await io.stdout(commandHelp(COMPACT_PAGE));
    return 0;
  }
  const every = given.value('every');
  const olderThan = given.value('older-than');
  const age = olderThan === undefined ? undefined : durationOf(olderThan, '--older-than');
  const folder = oneFolder('compact', given.positionals);
  await segmentsIn(folder);
  const lock = await lockFolder(folder, 'rewrite');
  try {
    await removeDrafts(folder);
    const onNotice = (notice: RecordNotice): void => io.stderr(describeNotice(notice));
    const segments = await recordedSegments(folder, onNotice);
    const newest = segments.at(-1)?.begun ?? 0;
    return await compactAll(
      compact(segments, {
        every: every === undefined ? MINUTE : durationOf(every, '--every'),
        ...(age === undefined ? {} : { before: milliseconds(newest - age) }),
      }),
      io,
    );
  } finally {
    await lock.release();
  }
};

const compactAll = async (segments: AsyncIterable<Compacted>, io: CommandIo): Promise<number> => {
  let left = 0;
  for await (const done of segments) {
    if (done.outcome !== 'compacted' && done.outcome !== 'nothing to merge') left += 1;
    await io.stdout(lineOf(done));
    if (io.signal.aborted) return 1;
  }
  return left === 0 ? 0 : 1;
};

const WIDTH = 11;

const lineOf = ({ name, outcome, before, after }: Compacted): string => {
  const size = (value: number): string => formatBytes(value, '', USUAL_SCALE, WIDTH).trim();
  const words: Readonly<Record<Compacted['outcome'], string>> = {
    compacted: `${size(before)} to ${size(after)}`,
    'nothing to merge': 'nothing to merge',
    damaged: 'damaged, left as it is ("iotop verify" says where)',
    'not allowed': "another user's, left as it is",
    changed: 'another program changed or removed it, left as it is',
  };
  return `${name}: ${words[outcome]}\n`;
};
