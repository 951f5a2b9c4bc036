/** One block of a recording: a whole gzip member that holds some lines of the stream. See docs/recording.md. */
import { promisify } from 'node:util';
import { constants, crc32, deflateRaw, gunzipSync, type ZlibOptions } from 'node:zlib';
import { DecodeError, messageOf } from '../../lib/errors.ts';
import { bytes } from '../../lib/units.ts';
import { type BlockHeader, encodeHeader, HEADER_SIZE, TRAILER_SIZE } from './block-header.ts';

/** What the header holds beside the sizes. */
type BlockAbout = Omit<BlockHeader, 'size' | 'textSize'>;

/** The member that holds `text`. Deflates on Node's thread pool. */
export const encodeBlock = async (text: Uint8Array, about: BlockAbout): Promise<Uint8Array> => {
  const level = text.length > LARGE ? 6 : 9;
  const deflated = await deflate(text, { ...DEFLATE, level });
  const size = HEADER_SIZE + deflated.length + TRAILER_SIZE;
  const out = new Uint8Array(size);
  out.set(encodeHeader({ ...about, size: bytes(size), textSize: bytes(text.length) }));
  out.set(deflated, HEADER_SIZE);
  const trailer = new DataView(out.buffer, size - TRAILER_SIZE);
  trailer.setUint32(0, crc32(text), true);
  trailer.setUint32(4, text.length, true);
  return out;
};

/**
 * The text of a member whose header was decoded. Never inflates to more than the header says, which has a limit.
 *
 * Not on the thread pool: waking a thread takes longer than inflating a block of a few seconds.
 * @throws DecodeError when the block is damaged
 */
export const decodeBlock = (block: Uint8Array, header: BlockHeader): Uint8Array => {
  if (block.length !== header.size) {
    // The file was cut while we read it.
    throw new DecodeError('block', block.length, `ends before its ${header.size} bytes`);
  }
  const { textSize } = header;
  const text = inflate(block, textSize);
  if (text.length === textSize) return text;
  throw new DecodeError('block', HEADER_SIZE, `does not inflate to its ${textSize} bytes`);
};

const deflate = promisify(deflateRaw) as (
  text: Uint8Array,
  options: ZlibOptions,
) => Promise<Uint8Array>;
/** zlib hands out pieces of this size, each at the cost of a turn of the event loop. */
const CHUNK = 128 * 1024;
/** Z_FILTERED prefers literals to matches of a few bytes, which is right for digits: 2 % less. At memory level 6 a code serves 4096 symbols: the first line, with the facts, has another than those that follow, 1.5 % less. */
const DEFLATE = { memLevel: 6, chunkSize: CHUNK, strategy: constants.Z_FILTERED };
/** Bytes; above this level 9 takes twice the time for a tenth less on disk. */
const LARGE = 512 * 1024;

/** gunzip checks the checksum too. */
const inflate = (member: Uint8Array, size: number): Uint8Array => {
  try {
    // One byte more than the header says: enough to see that the header is wrong.
    return gunzipSync(member, { maxOutputLength: size + 1, chunkSize: Math.max(CHUNK, size + 1) });
  } catch (error) {
    throw new DecodeError('block', HEADER_SIZE, messageOf(error));
  }
};
