import { expect, it } from 'vitest';
import { gapRemedyText, gapText } from '../../../src/render/text/gap-text.ts';

it('a gap is said with number, reason and remedy', () => {
  expect(gapText({ kind: 'exits-lost', count: 1 })).toBe(
    "1 task ended unseen: the kernel's buffer was full",
  );
  expect(gapText({ kind: 'tasks-denied', count: 211 })).toBe('211 tasks may not be read');
  expect(
    gapText({
      kind: 'unavailable',
      what: 'exits',
      reason: 'the exit listener needs CAP_NET_ADMIN',
      remedy: 'run as root',
    }),
  ).toBe(
    'tasks that end between two looks are not visible: the exit listener needs CAP_NET_ADMIN (run as root)',
  );
});

it('of a choice nothing is said but what it is', () => {
  const reason = 'only the tasks chosen by --where are counted';
  const gap = { kind: 'unavailable', what: 'unchosen-tasks', reason, remedy: '' } as const;
  expect([gapText(gap), gapRemedyText(gap)]).toEqual([reason, reason]);
});

it('a gap without a remedy has no empty brackets', () => {
  const text = gapText({ kind: 'unavailable', what: 'swap-wait', reason: 'no swap', remedy: '' });
  expect(text).toBe('SWAPIN is not visible: no swap');
});

it('a doubt is not called a lack', () => {
  const doubt = { kind: 'doubtful', what: 'io-wait', reason: 'too long', remedy: 'bpf' } as const;
  expect(gapText(doubt)).toBe('IO is not to be trusted: too long (bpf)');
});

it('in short a gap is what to type, and the reason where nothing helps', () => {
  const lack = { kind: 'unavailable', what: 'swap-wait', reason: 'it is off' } as const;
  expect(gapRemedyText({ ...lack, remedy: 'sysctl a=1' })).toBe('To see SWAPIN: sysctl a=1');
  expect(gapRemedyText({ ...lack, remedy: '' })).toBe('SWAPIN is not visible: it is off');
  const doubt = { kind: 'doubtful', what: 'io-wait', reason: 'too long', remedy: 'bpf' } as const;
  expect(gapRemedyText(doubt)).toBe('To trust IO: bpf');
  expect(gapRemedyText({ kind: 'exits-lost', count: 2 })).toContain('2 tasks ended unseen');
});
