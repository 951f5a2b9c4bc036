/** What scripts/record-fixtures.ts recorded of real kernels, and what is known of it by other sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../../fixtures/kernels');

type Known = {
  readonly family: number;
  readonly writer: {
    readonly tid: number;
    readonly parent: number;
    readonly uid: number;
    readonly comm: readonly number[];
    readonly io: {
      readonly rchar: number;
      readonly wchar: number;
      readonly syscr: number;
      readonly syscw: number;
      readonly read_bytes: number;
      readonly write_bytes: number;
      readonly cancelled_write_bytes: number;
    };
    /** Told to write; closing its file made the kernel charge more, or not. */
    readonly written: number;
  };
  readonly exits: {
    readonly process: number;
    readonly thread: number;
    readonly comm: string;
    readonly written: number;
  };
  readonly entries: readonly number[];
  readonly drops: { readonly inode: number; readonly count: number };
};

type RecordedKernel = {
  readonly name: string;
  /** A fresh copy of a recorded file. */
  readonly file: (name: string) => Uint8Array;
  readonly known: Known;
};

const kernel = (name: string): RecordedKernel => ({
  name,
  file: (file) => Uint8Array.from(readFileSync(join(FOLDER, name, file))),
  known: JSON.parse(readFileSync(join(FOLDER, name, 'known.json'), 'utf8')) as Known,
});

/** Of taskstats versions 10, 13, 14, 16 and 17. */
export const RECORDED_KERNELS: readonly RecordedKernel[] = [
  '5.10-x86_64',
  '6.1-x86_64',
  '6.12-x86_64',
  '6.18-x86_64',
  '7.2-x86_64',
].map(kernel);

/** Of the kernel most tests look at closely. */
export const { file: recorded, known: KNOWN } = kernel('6.18-x86_64');
