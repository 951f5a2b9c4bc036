/** `iotop compact DIR`: older segments at one sample a minute; no sum changes. */
import { keepHeapSmall } from '../../kernel/sys/process/v8-tuning.ts';
import { durationOf } from '../../lib/quantities.ts';
import { milliseconds } from '../../lib/units.ts';
import { type Compacted, compact } from '../../record/compact/compact.ts';
import { removeDrafts } from '../../record/compact/compact-draft.ts';
import { copiesAmong, recordedSegments } from '../../record/read/recorded-segments.ts';
import { whileLocked } from '../../record/write/lock.ts';
import { formatBytes } from '../../render/text/cell.ts';
import { USUAL_SCALE } from '../../render/text/scale.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { rightsToWrite } from '../effects/rights/recording-rights.ts';
import type { CommandPage } from '../options/command-page.ts';
import { segmentsIn } from '../recording/recording-input.ts';
import { command, oneFolder } from './command.ts';

export const COMPACT_PAGE = {
  usage: 'iotop compact [OPTIONS] [DIR]',
  about: `Merges the samples of older segments into one per minute. Every sum stays what it was; lost is when within the minute
something happened. The newest segment and damaged ones stay as they are.`,
  options: [
    { name: 'every', value: 'TIME', help: 'merge this much time into one sample [default: 1m]' },
    {
      name: 'older-than',
      value: 'TIME',
      help: 'only segments older than this, such as 7d [default: all]',
    },
  ],
} as const satisfies CommandPage;

const MINUTE = milliseconds(60_000);

/** 0; 1 when a segment was left out, or a signal ended it early. @throws UnavailableError while another does this */
export const runCompact = command(COMPACT_PAGE, async (given, io) => {
  keepHeapSmall();
  const age = given.parsed('older-than', durationOf);
  const folder = oneFolder('compact', given.positionals);
  io.keepOnly(rightsToWrite(folder));
  const copied = new Set(copiesAmong(await segmentsIn(folder)).values());
  return whileLocked(folder, 'rewrite', async () => {
    await removeDrafts(folder);
    const segments = await recordedSegments(folder, io.stderr);
    const newest = segments.at(-1)?.begun ?? 0;
    return compactAll(
      compact(segments, {
        every: given.parsed('every', durationOf) ?? MINUTE,
        copied,
        ...(age === undefined ? {} : { before: milliseconds(newest - age) }),
      }),
      io,
    );
  });
});

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
    copied: 'there is a copy of it in the folder, left as it is; remove one, and compact again',
    'not allowed': "another user's, left as it is",
    changed: 'another program changed or removed it, left as it is',
  };
  return `${name}: ${words[outcome]}\n`;
};
