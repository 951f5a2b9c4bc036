/** What scripts/record-fixtures.ts recorded of a real kernel, and what is known of it by other sources. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

const FOLDER = join(import.meta.dirname, '../fixtures/kernels/6.18-x86_64');

/** A fresh copy of a recorded file. */
export const recorded = (name: string): Uint8Array =>
  Uint8Array.from(readFileSync(join(FOLDER, name)));

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

export const KNOWN = JSON.parse(readFileSync(join(FOLDER, 'known.json'), 'utf8')) as Known;
