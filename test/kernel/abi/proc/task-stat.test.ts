import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeTaskStat,
  stateLetter,
  TICK,
  ZOMBIE,
} from '../../../../src/kernel/abi/proc/task-stat.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const file = recorded('proc/task-stat');
const ascii = (text: string): Uint8Array => new TextEncoder().encode(text);

/** A file of this form: `pid (comm) state` and the fields 4 to 52, each its own number unless told otherwise. */
const stat = (comm: Uint8Array, fields: Readonly<Record<number, string>> = {}): Uint8Array => {
  const rest = Array.from({ length: 49 }, (_, i) => fields[i + 4] ?? String(i + 4)).join(' ');
  return Uint8Array.from([...ascii('7 ('), ...comm, ...ascii(`) ${fields[3] ?? 'S'} ${rest}\n`)]);
};

const commOf = (bytes: Uint8Array): readonly number[] => {
  const { commStart, commEnd } = decodeTaskStat(bytes);
  return [...bytes.subarray(commStart, commEnd)];
};

describe("a task's stat file", () => {
  it('says of a recorded writer what is known of it', () => {
    expect(commOf(file)).toEqual(KNOWN.writer.comm);
    expect(decodeTaskStat(file)).toMatchObject({
      state: 'S'.charCodeAt(0),
      kernelThread: false,
      delayacctBlkio: 0,
    });
  });

  it("tells the kernel's own threads", () => {
    const kthreadd = recorded('proc/task-stat-kernel-thread');
    expect(commOf(kthreadd)).toEqual([...ascii('kthreadd')]);
    expect(decodeTaskStat(kthreadd).kernelThread).toBe(true);
  });

  it('finds each field by its number', () => {
    expect(decodeTaskStat(stat(ascii('x')))).toMatchObject({
      ppid: 4,
      starttime: 22 * TICK,
      delayacctBlkio: 42 * TICK,
    });
  });

  it('is not misled by negative numbers on the way', () => {
    const bytes = stat(ascii('x'), { 8: '-1', 18: '-100', 19: '-20' });
    expect(decodeTaskStat(bytes)).toEqual(decodeTaskStat(stat(ascii('x'))));
  });

  it('tells what has ended and whose child it is, behind any name', () => {
    const bytes = stat(ascii('b) Z 8'), { 3: 'Z', 4: '1' });
    expect(decodeTaskStat(bytes)).toMatchObject({ state: ZOMBIE, ppid: 1 });
  });

  const names = [') S 1 (', '))))', 'a\nb', '', ' ', '(', '\x1b[2J', ') R 0 0 0 0 0'];
  it.each(names)('takes the name %j whole', (name) => {
    const bytes = stat(ascii(name), { 22: '5' });
    expect(commOf(bytes)).toEqual([...ascii(name)]);
    expect(decodeTaskStat(bytes).starttime).toBe(5 * TICK);
  });

  it('takes any name whole', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 15 }), (name) => {
        expect(commOf(stat(name))).toEqual([...name]);
      }),
      { numRuns: 5000 },
    );
  });

  it.each([
    { field: 3, text: '' },
    { field: 3, text: '5' },
    { field: 4, text: 'x' },
    { field: 9, text: 'x' },
    { field: 22, text: '-1' },
    { field: 42, text: '' },
  ])('refuses "$text" as field $field', ({ field, text }) => {
    expect(() => decodeTaskStat(stat(ascii('x'), { [field]: text }))).toThrow(DecodeError);
  });

  it('is an error when cut before the end of the last field that is read', () => {
    const lastRead = stat(ascii('x')).length - ' 43 44 45 46 47 48 49 50 51 52\n'.length;
    const outcomes = outcomesOfCuts(decodeTaskStat, stat(ascii('x')));
    expect(outcomes.lastIndexOf('error')).toBe(lastRead);
    expect(outcomes.indexOf('value')).toBe(lastRead + 1);
  });

  it('never reads beyond a recorded file cut at any length', () => {
    expect(outcomesOfCuts(decodeTaskStat, file)).toContain('error');
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    expect(() => survivesRandomInput(decodeTaskStat, file)).not.toThrow();
  });
});

/** Names and bits of include/linux/sched.h. */
const cases = [
  ['running', 0, 0, 'R'],
  ['interruptible', 1, 0, 'S'],
  ['uninterruptible', 2, 0, 'D'],
  ['killable (uninterruptible and wake-kill)', 0x102, 0, 'D'],
  ['idle (uninterruptible and no load)', 0x402, 0, 'I'],
  ['stopped', 0x104, 0, 'T'],
  ['traced', 8, 0, 't'],
  ['parked', 0x40, 0, 'P'],
  ['waiting for a lock under PREEMPT_RT', 0x1000, 0, 'D'],
  ['frozen', 0x8000, 0, 'D'],
  ['waking', 0x200, 0, 'R'],
  ['a zombie', 0x80, 0x20, 'Z'],
  ['being reaped', 0x80, 0x10, 'X'],
] as const;

describe('the letter of a task', () => {
  for (const [name, state, exitState, letter] of cases) {
    it(`that is ${name} is ${letter}`, () => {
      expect(String.fromCharCode(stateLetter(state, exitState))).toBe(letter);
    });
  }
});
