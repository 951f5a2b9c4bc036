/** Opens what a user names as a recording: a folder, one of its segments, a file with the stream, standard input. */
import { closeSync, createReadStream, openSync, readSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { createGunzip } from 'node:zlib';
import { DecodeError, messageOf, UnavailableError } from '../../lib/errors.ts';
import { type Milliseconds, milliseconds } from '../../lib/units.ts';
import type { Span } from '../../model/range/unrecorded.ts';
import { type BlockHeader, decodeHeader, HEADER_SIZE } from '../../record/format/block-header.ts';
import type { Damage } from '../../record/format/damage.ts';
import { hourOf } from '../../record/format/segment-name.ts';
import { walk } from '../../record/format/walk.ts';
import { listSegments, type Segment, type SegmentFileName } from '../../record/read/folder.ts';
import { type ReadOptions, readSegments } from '../../record/read/reader.ts';
import { copiesAmong } from '../../record/read/recorded-segments.ts';
import { openSegmentIfAllowed } from '../../record/read/segment-file.ts';
import { type BadLine, ndjsonSource } from '../../replay/ndjson.ts';
import type { Sample } from '../../sample/sample.ts';

/** Where the packaged recorder writes. */
export const DEFAULT_FOLDER = '/var/log/iotop';

export type RecordingInput =
  /** Can be read from any time on. */
  { readonly kind: 'segments'; readonly segments: readonly SegmentFileName[] } | StreamInput;

/** Lines of the stream, from the beginning only. */
type StreamInput = {
  readonly kind: 'stream';
  /** As a message names it. */
  readonly name: string;
  /** Whether `open` gives the same again: of a regular file. */
  readonly isFile: boolean;
  readonly open: () => AsyncIterable<Uint8Array>;
};

/** @param path a folder, a file, or `-` for what is piped in @throws UnavailableError when there is nothing to read */
export const openInput = async (
  path: string,
  stdin: AsyncIterable<Uint8Array>,
): Promise<RecordingInput> =>
  path === '-' ? streamOf('standard input', () => stdin) : openRecording(path);

const streamOf = (name: string, open: StreamInput['open']): StreamInput => ({
  kind: 'stream',
  name,
  isFile: false,
  open,
});

/** @throws UnavailableError when there is nothing to read */
export const openRecording = async (path: string): Promise<RecordingInput> => {
  const stat = tryOn(path, () => statSync(path));
  if (stat.isDirectory()) return { kind: 'segments', segments: await segmentsIn(path) };
  if (stat.isFile()) {
    const head = tryOn(path, () => headOf(path));
    const isOurs = decodeHeader(head) !== undefined;
    if (isOurs) return { kind: 'segments', segments: [{ name: basename(path), path }] };
    const isGzip = head[0] === 0x1f && head[1] === 0x8b;
    const file = () => createReadStream(path);
    return { ...streamOf(path, isGzip ? () => file().pipe(createGunzip()) : file), isFile: true };
  }
  if (stat.isFIFO()) return streamOf(path, () => createReadStream(path));
  // Some never end, and a terminal is nobody's recording.
  throw new UnavailableError(
    `${path} is no recording but a device or a socket`,
    'name a folder or a file, or - for what is piped in',
  );
};

/** The segments of a folder. @throws UnavailableError when it has none */
export const segmentsIn = async (folder: string): Promise<readonly Segment[]> => {
  const segments = await listSegments(folder).catch((error) => {
    throw unreadable(folder, error);
  });
  if (segments.length > 0) return segments;
  throw new UnavailableError(
    `${folder} holds no recording`,
    `"iotop record ${folder}" would make one`,
  );
};

/** What is damaged, a line for a person, and the samples that are lost where that is known. */
export type OnProblem = (line: string, lost?: Damage['lost']) => void;

type SampleRange = Omit<ReadOptions, 'onDamage'>;

/**
 * The samples within the range.
 * @param onProblem hears what is damaged, a line each
 * @throws UnavailableError while iterating, when a stream is none of ours or cannot be read
 */
export const samplesOf = (
  input: RecordingInput,
  range: SampleRange,
  onProblem: OnProblem,
): AsyncGenerator<Sample> => {
  if (input.kind === 'stream') return samplesOfStream(input, range, onProblem);
  return readSegments(input.segments, {
    ...range,
    onDamage: ({ text, lost }) => onProblem(text, lost),
  });
};

async function* samplesOfStream(
  input: StreamInput,
  range: SampleRange,
  onProblem: (line: string) => void,
): AsyncGenerator<Sample> {
  const onBadLine = ({ line, problem }: BadLine): void => onProblem(`line ${line}: ${problem}`);
  const { since, to = Number.POSITIVE_INFINITY } = range;
  let from: number = since ?? range.from ?? Number.NEGATIVE_INFINITY;
  try {
    for await (const sample of ndjsonSource(input.open(), onBadLine)) {
      if (sample.wallTime < from || sample.wallTime > to) continue;
      if (since !== undefined) from = Number.NEGATIVE_INFINITY;
      yield sample;
    }
  } catch (error) {
    throw unreadableStream(input, error);
  }
}

const unreadableStream = ({ name }: StreamInput, error: unknown): UnavailableError => {
  const problem = error instanceof DecodeError ? `${name} is no recording` : `cannot read ${name}`;
  const remedy = 'name a folder of "iotop record", a file of it, or lines of "iotop --json"';
  return new UnavailableError(`${problem}: ${messageOf(error)}`, remedy, { cause: error });
};

/** Wall time of the last sample, by the blocks' headers; now where none is whole, and for a stream. */
export const endOf = (input: RecordingInput): Milliseconds => {
  const segments = input.kind === 'segments' ? input.segments : [];
  const copies = copiesAmong(segments);
  for (const { name, path } of segments.toReversed()) {
    if (copies.has(name)) continue;
    const last = [...headersOf(path)].at(-1);
    if (last !== undefined) return last.lastTime;
  }
  return milliseconds(Date.now());
};

/**
 * The earliest and the latest wall time, which are not those of the first and the last sample where the clock was set
 * back; undefined when no block is whole.
 */
export const spanOf = (segments: readonly SegmentFileName[]): Span | undefined => {
  // A segment stays within the hour of its first block.
  const hours = segments.flatMap(({ path }) => {
    for (const { firstTime } of headersOf(path)) return [{ path, hour: hourOf(firstTime) }];
    return [];
  });
  const [first, last] = [Math.min, Math.max].map((edge) => edge(...hours.map(({ hour }) => hour)));
  const headers = hours
    .filter(({ hour }) => hour === first || hour === last)
    .flatMap(({ path }) => [...headersOf(path)]);
  if (headers.length === 0) return undefined;
  return {
    from: milliseconds(Math.min(...headers.map(({ firstTime }) => firstTime))),
    to: milliseconds(Math.max(...headers.map(({ lastTime }) => lastTime))),
  };
};

function* headersOf(path: string): Generator<BlockHeader> {
  const file = openSegmentIfAllowed(path);
  if (file === undefined) return;
  try {
    for (const found of walk(file)) if (found.kind === 'block') yield found.header;
  } finally {
    file.close();
  }
}

/** What `read` gives. @throws UnavailableError where it fails */
const tryOn = <T>(path: string, read: () => T): T => {
  try {
    return read();
  } catch (error) {
    throw unreadable(path, error);
  }
};

/** Why there is nothing to read at `path`, and what helps. */
const unreadable = (path: string, error: unknown): UnavailableError => {
  const { code, syscall } = error as NodeJS.ErrnoException;
  const [problem, remedy] =
    code === 'ENOTDIR' && syscall === 'scandir'
      ? [`${path} is a file`, 'name the folder of a recording']
      : code === 'ENOENT' || code === 'ENOTDIR'
        ? [`there is no recording at ${path}`, `name another, or make one: "iotop record ${path}"`]
        : code === 'EACCES' || code === 'EPERM'
          ? [`${path} may not be read by this user`, 'try again as root, or as its owner']
          : [`cannot read ${path}: ${messageOf(error)}`, ''];
  return new UnavailableError(problem, remedy, { cause: error });
};

const headOf = (path: string): Uint8Array => {
  const head = new Uint8Array(HEADER_SIZE);
  const fd = openSync(path, 'r');
  try {
    return head.subarray(0, readSync(fd, head, 0, HEADER_SIZE, 0));
  } finally {
    closeSync(fd);
  }
};
