/** `iotop verify DIR` says what of a recording is damaged; `iotop repair DIR` cuts torn tails. */
import { isHarmless } from '../../record/format/damage.ts';
import { repair, type SegmentReport, verify } from '../../record/read/verify.ts';
import { whileLocked } from '../../record/write/lock.ts';
import { counted } from '../../render/text/counted.ts';
import { sanitize } from '../../render/text/sanitize.ts';
import { spanText } from '../../render/text/wall-time.ts';
import type { CommandIo } from '../effects/command-io.ts';
import { rightsToRead, rightsToWrite } from '../effects/rights/recording-rights.ts';
import type { CommandPage } from '../options/command-page.ts';
import {
  openRecording,
  type RecordingInput,
  samplesOf,
  segmentsIn,
} from '../recording/recording-input.ts';
import { command, oneFolder } from './command.ts';

export const VERIFY_PAGE: CommandPage<never> = {
  usage: 'iotop verify [DIR|FILE]',
  about: `Reads a whole recording, or one file of it, and lists what is damaged, segment by segment. The exit status is 1 when something is
damaged.`,
  options: [],
};

export const REPAIR_PAGE: CommandPage<never> = {
  usage: 'iotop repair [DIR]',
  about: `Cuts off unfinished blocks at the end of segments, which nobody can read. Changes nothing else.`,
  options: [],
};

/** 0: all is whole. 1: something is damaged. */
export const runVerify = command(VERIFY_PAGE, async (given, io) => {
  const path = oneFolder('verify', given.positionals);
  io.keepOnly(...rightsToRead(path));
  const input = await openRecording(path);
  if (input.kind === 'stream') return verifyStream(input, path, io);
  const sum = { segments: 0, samples: 0, faults: 0 };
  for await (const report of verify(input.segments)) {
    if (io.signal.aborted) return 1;
    const harmless = report.damage.find(isHarmless);
    if (harmless === undefined) {
      sum.segments += 1;
      sum.samples += report.samples;
      sum.faults += report.damage.length;
    }
    const lines = harmless === undefined ? segmentLines(report) : `${harmless.text}\n`;
    if (!(await io.stdout(lines))) return 0;
  }
  const verdict =
    sum.faults === 0
      ? 'nothing is damaged'
      : `${counted(sum.faults, 'place')} ${sum.faults === 1 ? 'is' : 'are'} damaged`;
  await io.stdout(
    `${counted(sum.segments, 'segment')}, ${counted(sum.samples, 'sample')}: ${verdict}\n`,
  );
  return sum.faults === 0 ? 0 : 1;
});

/** Lines of the stream in a file of their own, compressed or not: they have no blocks, and can be read all the same. */
const verifyStream = async (
  input: RecordingInput,
  path: string,
  io: CommandIo,
): Promise<number> => {
  const faults: string[] = [];
  let samples = 0;
  for await (const _ of samplesOf(input, {}, (problem) => faults.push(problem))) {
    if (io.signal.aborted) return 1;
    samples += 1;
  }
  const verdict = faults.length === 0 ? 'whole' : `${faults.length} damaged`;
  const lines = faults.map((fault) => `  ${sanitize(fault)}\n`).join('');
  await io.stdout(`${sanitize(path)}: ${samples} samples, no blocks: ${verdict}\n${lines}`);
  return faults.length === 0 ? 0 : 1;
};

/** 0, also when there was nothing to cut. @throws UnavailableError while somebody records into the folder */
export const runRepair = command(REPAIR_PAGE, async (given, io) => {
  const folder = oneFolder('repair', given.positionals);
  io.keepOnly(rightsToWrite(folder));
  const segments = await segmentsIn(folder);
  const cuts = await whileLocked(folder, 'record', () =>
    whileLocked(folder, 'rewrite', () => repair(segments)),
  );
  const lines = cuts.map(({ name, cut }) => `${name}: cut ${cut} bytes of an unfinished block\n`);
  await io.stdout(lines.length === 0 ? 'no torn tails\n' : lines.join(''));
  return 0;
});

const segmentLines = ({ name, samples, firstTime, lastTime, damage }: SegmentReport): string => {
  const span =
    firstTime === undefined || lastTime === undefined
      ? ''
      : `, ${spanText({ from: firstTime, to: lastTime })}`;
  const verdict = damage.length === 0 ? 'whole' : `${damage.length} damaged`;
  const faults = damage.map(({ text }) => `  ${sanitize(text)}\n`).join('');
  return `${name}: ${samples} samples${span}: ${verdict}\n${faults}`;
};
