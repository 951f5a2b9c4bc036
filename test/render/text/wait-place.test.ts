import { expect, it } from 'vitest';
import { isWaitForOther, waitPlaceText } from '../../../src/render/text/wait-place.ts';

it.each([
  ['jbd2_log_wait_commit', 'for the commit of the journal, as fsync does (jbd2_log_wait_commit)'],
  ['balance_dirty_pages', 'for write-back to catch up (balance_dirty_pages)'],
  ['folio_wait_bit_common', 'for a page being read or written (folio_wait_bit_common)'],
  ['__blkdev_direct_IO_simple', 'for a direct read or write (__blkdev_direct_IO_simple)'],
  ['rpc_wait_bit_killable', 'for an NFS server (rpc_wait_bit_killable)'],
  ['do_wait', 'for a child (do_wait)'],
  ['do_what', 'in do_what'],
  ['\x1b[2J', String.raw`in \x1b[2J`],
])('a task that sleeps in %j waits %s', (symbol, text) => {
  expect(waitPlaceText(symbol)).toBe(text);
});

it('what is certain to be no I/O is told from what is, and from what nobody knows', () => {
  expect(['do_wait', 'futex_do_wait', 'hrtimer_nanosleep'].map(isWaitForOther)).toEqual([
    true,
    true,
    true,
  ]);
  const others = ['balance_dirty_pages', 'io_cqring_wait', 'do_what', 'rpc_wait_bit_killable'];
  expect(others.filter(isWaitForOther)).toEqual([]);
});
