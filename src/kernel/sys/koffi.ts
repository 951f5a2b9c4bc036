/**
 * The package koffi, or what stands in for it where it cannot be had: help, version and reports on recordings work without it, and
 * whatever needs a system call says what is missing.
 *
 * Loaded by `require`, whose failure can be caught: a failing import ends the program before its first line.
 */
import { createRequire } from 'node:module';
import type Koffi from 'koffi';
import { messageOf, UnavailableError } from '../../lib/errors.ts';

/** Arguments are as the parameters say: numbers, buffers, null. */
export type ForeignFunction = (...values: unknown[]) => number;

export type ForeignFunctions = {
  /** A function of the running program, which has libc linked in. @throws Error when it has none of this name */
  func(name: string, result: string, parameters: string[]): ForeignFunction;
  /** The errno of the call just made on this thread. */
  errno(): number;
  clearErrno(): void;
  /** The machine address of a buffer's first byte. */
  address(buffer: Uint8Array): bigint;
  /** Memory at a machine address; nobody frees it. */
  view(address: number, length: number): Uint8Array;
  /** What each of the above throws; absent: they work. */
  readonly refusal?: UnavailableError;
};

/** @param load how koffi is had; another in tests @returns functions that each throw UnavailableError where it cannot be had */
export const openForeignFunctions = (load = requireKoffi): ForeignFunctions => {
  try {
    const koffi = load();
    const program = koffi.load(null);
    return {
      func: (name, result, parameters) => program.func(name, result, parameters),
      errno: () => koffi.errno(),
      clearErrno: () => void koffi.errno(0),
      address: (buffer) => BigInt(koffi.address(buffer)),
      view: (address, length) => new Uint8Array(koffi.view(BigInt(address), length)),
    };
  } catch (cause) {
    return refusing(koffiMissing(cause));
  }
};

/** Functions that nobody can call here. */
export const refusing = (error: UnavailableError): ForeignFunctions => {
  const refuse = (): never => {
    throw error;
  };
  const functions = { errno: refuse, clearErrno: refuse, address: refuse, view: refuse };
  return { func: () => refuse, ...functions, refusal: error };
};

/** `require` in the program as it is built; absent elsewhere: what Node loads for one of our own takes milliseconds. */
declare const __IOTOP_REQUIRE__: NodeJS.Require | undefined;

const requireKoffi = (): typeof Koffi =>
  (typeof __IOTOP_REQUIRE__ === 'undefined'
    ? createRequire(import.meta.filename)
    : __IOTOP_REQUIRE__)('koffi');

const koffiMissing = (cause: unknown): UnavailableError => {
  const [reason] = messageOf(cause).split('\n');
  return new UnavailableError(
    `koffi, the package that makes system calls, cannot be loaded by ${import.meta.filename}: ${reason}`,
    remedyOf(cause) ?? 'run "npm ci" in the clone, or install iotop anew',
    { cause },
  );
};

/** What packaging/single/start.cjs says of the one file, for which the usual words are wrong. */
const remedyOf = (cause: unknown): string | undefined =>
  cause instanceof Error && 'remedy' in cause ? String(cause.remedy) : undefined;
