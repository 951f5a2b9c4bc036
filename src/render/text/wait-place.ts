/**
 * What a task waits for, by the function of the kernel it sleeps in (/proc/PID/wchan).
 *
 * Sources: fs/jbd2, fs/xfs, fs/btrfs, mm/filemap.c, mm/page-writeback.c, block/, io_uring/, net/sunrpc, fs/fuse (Linux 5.10 to 7.2). Only what
 * a name says for certain has words; others are shown as they are.
 */
import { sanitize } from './sanitize.ts';

/** Whether a task that sleeps there waits for no disk and no server: for another task, or for time. */
export const isWaitForOther = (symbol: string): boolean =>
  OTHERS.some(([pattern]) => pattern.test(symbol));

/** Whether it waits for what it has asked for by libaio or io_uring: an interruptible sleep, and a wait for I/O all the same. */
export const isWaitForRequests = (symbol: string): boolean =>
  /^(read_events|aio_|io_cqring_wait)/.test(symbol);

/** `for the commit of the journal, as fsync does (jbd2_log_wait_commit)`, `in do_what`. @param symbol may be anything */
export const waitPlaceText = (symbol: string): string => {
  const words = [...PLACES, ...OTHERS].find(([pattern]) => pattern.test(symbol))?.[1];
  return words === undefined ? `in ${sanitize(symbol)}` : `for ${words} (${sanitize(symbol)})`;
};

const PLACES: readonly (readonly [RegExp, string])[] = [
  [/^balance_dirty_pages/, 'write-back to catch up'],
  [/^jbd2_(log_wait_commit|complete_transaction)/, 'the commit of the journal, as fsync does'],
  [/^(jbd2_|wait_transaction_|start_this_handle|add_transaction_)/, 'the journal'],
  [/^(xfs_log_|xlog_)/, 'the log of XFS'],
  [/^btrfs_/, 'Btrfs'],
  [/^(nfs|rpc_)/, 'an NFS server'],
  [/^(fuse_|request_wait_answer)/, 'the program behind a FUSE mount'],
  [
    /^(folio_wait_writeback|wait_on_page_writeback|.*filemap_fdatawait)/,
    'pages being written, as fsync does',
  ],
  [
    /^(folio_wait_bit|wait_on_page_bit|__folio_lock|__lock_page|folio_put_wait)/,
    'a page being read or written',
  ],
  [/^(filemap_|swap_read|do_swap_page)/, 'a page being read'],
  [
    /^((osync_|fsync_)buffers_list|_*sync_dirty_buffer)/,
    'blocks of the file system being written, as fsync does',
  ],
  [/^(__wait_on_buffer|bit_wait_io|out_of_line_wait_on_bit)/, 'a block of the file system'],
  [/^(rq_qos_wait|wbt_wait|blk_mq_get_tag|__blk_mq_alloc)/, 'a place in the queue of the disk'],
  [/^(blkdev_issue_flush|submit_bio_wait|bio_await)/, 'one request to the disk'],
  [/(blkdev_direct_IO|blockdev_direct|iomap_dio|dio_await)/, 'a direct read or write'],
  [/^(read_events|aio_)/, 'requests of libaio'],
  [/^io_(cqring|uring|wq)/, 'requests of io_uring'],
  [/^(rwsem_|__down_|down_|mutex_|__mutex_)/, 'a lock that another task holds'],
];

/** No I/O. Sources: kernel/exit.c, kernel/signal.c, kernel/futex, kernel/time, fs/{eventpoll,select,pipe}.c, drivers/tty, net/unix. */
const OTHERS: typeof PLACES = [
  [/^(do_wait$|kernel_wait4|wait_for_vfork_done)/, 'a child'],
  [/^(sigsuspend|do_sigtimedwait|do_signal_stop|ptrace_stop)/, 'a signal'],
  [/^(futex_|do_futex)/, 'another thread'],
  [/^(hrtimer_nanosleep|do_nanosleep|common_nsleep|msleep)/, 'a time to come'],
  [
    /^(do_epoll_wait|ep_poll|do_select|do_poll|poll_schedule_timeout|do_sys_poll)/,
    'something to happen',
  ],
  [/^(pipe_read|pipe_write|pipe_wait|anon_pipe_read|anon_pipe_write)/, 'the other end of a pipe'],
  [/^(n_tty_read|wait_woken)/, 'input'],
  [/^(unix_stream_|unix_wait_|__skb_wait_for_more|inet_csk_accept|sk_wait_data)/, 'a socket'],
];
