import { expect, it } from 'vitest';
import { gapText } from '../../../src/render/text/gap-text.ts';

it('a gap is said with number, reason and remedy', () => {
  expect(gapText({ kind: 'exits-lost', count: 1 })).toBe(
    "1 task ended unseen: the kernel's buffer was full",
  );
  expect(gapText({ kind: 'tasks-denied', count: 211 })).toContain('211 tasks of other users');
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

it('a gap without a remedy has no empty brackets', () => {
  const text = gapText({ kind: 'unavailable', what: 'swap-wait', reason: 'no swap', remedy: '' });
  expect(text).toBe('SWAPIN is not visible: no swap');
});

it('a doubt is not called a lack', () => {
  const doubt = { kind: 'doubtful', what: 'io-wait', reason: 'too long', remedy: 'bpf' } as const;
  expect(gapText(doubt)).toBe('IO is not to be trusted: too long (bpf)');
});
