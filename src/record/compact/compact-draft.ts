/** A segment written anew beside the old one: `.NAME.compact`, until it takes its place. */
import type { Stats } from 'node:fs';
import { type FileHandle, readdir, rename } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { DecodeError } from '../../lib/errors.ts';
import type { Sample } from '../../sample/sample.ts';
import { encodeBlock } from '../format/block.ts';
import { BlockLines, type SealedLines } from '../format/block-lines.ts';
import { timeOfSegment } from '../format/segment-name.ts';
import { createFile, ownAs, removeFile, syncFolder } from '../read/folder.ts';

/** Of the segment that is replaced: the number of its first block, how many blocks and samples there were. */
type BlockCount = {
  readonly sequence: number;
  readonly blocks: number;
  readonly samples: number;
};

export class CompactDraft {
  readonly #segment: string;
  readonly #path: string;
  readonly #file: FileHandle;
  readonly #count: BlockCount;
  /** Samples in a block: enough that there are no more blocks than there were. */
  readonly #perBlock: number;
  #lines = new BlockLines();
  /** Held back until the next is sealed, or the end: the last of all stands for the old blocks that are no more. */
  #sealed: SealedLines | undefined;
  #blocks = 0;
  #size = 0;
  #isOpen = true;

  private constructor(segment: string, path: string, file: FileHandle, count: BlockCount) {
    this.#segment = segment;
    this.#path = path;
    this.#file = file;
    this.#count = count;
    this.#perBlock = Math.max(PER_BLOCK, Math.ceil(count.samples / Math.max(1, count.blocks)));
  }

  /** @param like the old one's owner and mode @throws Node's error, EPERM where we may not give it to that owner */
  static async begin(segment: string, like: Stats, count: BlockCount): Promise<CompactDraft> {
    const path = join(dirname(segment), `.${basename(segment)}${ENDING}`);
    await removeFile(path);
    const file = await createFile(path, 0o600);
    const draft = new CompactDraft(segment, path, file, count);
    try {
      await ownAs(file, like);
      await file.chmod(like.mode & 0o7777);
      return draft;
    } catch (error) {
      await draft.discard();
      throw error;
    }
  }

  /** @throws DecodeError when the sample's line is longer than a block may be */
  async add(sample: Sample): Promise<void> {
    if (!this.#lines.add(sample)) {
      throw new DecodeError('sample', 0, 'has too many tasks for one block');
    }
    if (this.#lines.samples >= this.#perBlock || this.#lines.length > BLOCK_TEXT) {
      await this.#seal();
    }
  }

  /** Puts it in the old one's place. @returns its size */
  async takePlace(): Promise<number> {
    await this.#seal();
    if (this.#sealed !== undefined) {
      await this.#write(this.#sealed, Math.max(1, this.#count.blocks - this.#blocks));
    }
    await this.#file.sync();
    await this.#close();
    await rename(this.#path, this.#segment);
    await syncFolder(dirname(this.#segment));
    return this.#size;
  }

  /** Removes what did not take its place; harmless when it did. */
  async discard(): Promise<void> {
    await this.#close();
    await removeFile(this.#path);
  }

  async #seal(): Promise<void> {
    const sealed = this.#lines.seal();
    if (sealed === undefined) return;
    this.#lines = new BlockLines();
    if (this.#sealed !== undefined) await this.#write(this.#sealed, 1);
    this.#sealed = sealed;
  }

  async #write({ text, ...about }: SealedLines, blocks: number): Promise<void> {
    const sequence = this.#count.sequence + this.#blocks;
    const block = await encodeBlock(text, { ...about, sequence, blocks });
    await this.#file.writeFile(block);
    this.#blocks += 1;
    this.#size += block.length;
  }

  async #close(): Promise<void> {
    if (this.#isOpen) await this.#file.close();
    this.#isOpen = false;
  }
}

/** Removes drafts that somebody left who was stopped. The caller holds the folder's lock for rewriting. */
export const removeDrafts = async (folder: string): Promise<void> => {
  for (const name of await readdir(folder)) {
    const isDraft = name.startsWith('.') && name.endsWith(ENDING);
    if (isDraft && timeOfSegment(name.slice(1, -ENDING.length)) !== undefined) {
      await removeFile(join(folder, name));
    }
  }
};

const ENDING = '.compact';

/** Samples in a block, at least; one fault costs a whole block. */
const PER_BLOCK = 10;
/** Characters; a block is ended when its text is longer. */
const BLOCK_TEXT = 1024 * 1024;
