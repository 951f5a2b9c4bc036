import { expect, it } from 'vitest';
import { bytes, nanoseconds } from '../../../src/lib/units.ts';
import {
  addInto,
  increaseOf,
  isActive,
  longer,
  movedBy,
  movedOneWay,
  netWrite,
  weightOf,
} from '../../../src/model/totals/increase.ts';

it('unknown and known add up to what is known; unknown and unknown stay unknown', () => {
  const sum = {};
  addInto(sum, { read: bytes(5) });
  addInto(sum, { read: bytes(2), write: bytes(0) });
  expect(sum).toEqual({ read: 7, write: 0 });
});

it('only counters are taken of a row', () => {
  const entry = { tid: 7, comm: 'x', read: bytes(1) };
  expect(increaseOf(entry)).toEqual({ read: 1 });
});

it('net writes are never below zero, and unknown where writes are', () => {
  expect(netWrite({ write: bytes(5), cancelledWrite: bytes(2) })).toBe(3);
  expect(netWrite({ write: bytes(5), cancelledWrite: bytes(9) })).toBe(0);
  expect(netWrite({ write: bytes(5) })).toBe(5);
  expect(netWrite({ cancelledWrite: bytes(2) })).toBeUndefined();
});

it('a task is active that moved, cancelled or waited, not one that moved characters', () => {
  const counted = ['read', 'write', 'cancelledWrite', 'ioWait', 'swapWait'];
  for (const field of [...counted, 'diskRead', 'diskWrite']) {
    expect(isActive({ [field]: 1 })).toBe(true);
    expect(isActive({ [field]: 0 })).toBe(false);
  }
  expect(isActive({ readChars: bytes(9), writeCalls: 9 })).toBe(false);
});

it('what moved is what disks were asked for, and where that is unknown what was charged', () => {
  const charged = { read: bytes(5), write: bytes(7), cancelledWrite: bytes(3) };
  const asked = { ...charged, diskRead: bytes(0), diskWrite: bytes(100) };
  expect([movedOneWay(charged, 'read'), movedOneWay(charged, 'write')]).toEqual([5, 4]);
  expect([movedOneWay(asked, 'read'), movedOneWay(asked, 'write')]).toEqual([0, 100]);
  expect([movedBy(charged), movedBy(asked), movedBy({})]).toEqual([9, 100, 0]);
  expect(movedOneWay({}, 'write')).toBeUndefined();
});

it('who fills the cache stands behind who makes the disk work, before who hardly does', () => {
  const none = { read: bytes(0), write: bytes(0), diskRead: bytes(0), diskWrite: bytes(0) };
  const works = { ...none, diskRead: bytes(5e6) };
  const dirties = { ...none, write: bytes(400e6) };
  const hardly = { ...none, diskWrite: bytes(1e6) };
  expect(weightOf(works)).toBeGreaterThan(weightOf(dirties));
  expect(weightOf(dirties)).toBeGreaterThan(weightOf(hardly));
  expect(weightOf({ write: bytes(400) })).toBe(400);
});

it('the longer of two waits wins, and a known one over an unknown', () => {
  const [a, b] = [nanoseconds(1), nanoseconds(2)];
  expect([longer(a, b), longer(b, a), longer(undefined, a), longer(a, undefined)]).toEqual([
    b,
    b,
    a,
    a,
  ]);
  expect(longer(undefined, undefined)).toBeUndefined();
});
