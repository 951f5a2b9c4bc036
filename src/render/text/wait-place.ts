/**
 * What a task waits for, by the function of the kernel it sleeps in (/proc/PID/wchan).
 *
 * Sources: fs/jbd2, fs/xfs, fs/btrfs, mm/filemap.c, mm/page-writeback.c, block/, io_uring/, net/sunrpc, fs/fuse (Linux 5.10 to 7.2). Only what
 * a name says for certain has words; others are shown as they are.
 */
import { sanitize } from './sanitize.ts';

/** `for the commit of the journal, as fsync does (jbd2_log_wait_commit)`, `in do_what`. @param symbol may be anything */
export const waitPlaceText = (symbol: string): string => {
  const words = PLACES.find(([pattern]) => pattern.test(symbol))?.[1];
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
  [/^(__wait_on_buffer|bit_wait_io|out_of_line_wait_on_bit)/, 'a block of the file system'],
  [/^(rq_qos_wait|wbt_wait|blk_mq_get_tag|__blk_mq_alloc)/, 'a place in the queue of the disk'],
  [/^(blkdev_issue_flush|submit_bio_wait|bio_await)/, 'one request to the disk'],
  [/(blkdev_direct_IO|blockdev_direct|iomap_dio|dio_await)/, 'a direct read or write'],
  [/^(read_events|aio_)/, 'requests of libaio'],
  [/^io_(cqring|uring|wq)/, 'requests of io_uring'],
  [/^(rwsem_|__down_|down_|mutex_|__mutex_)/, 'a lock that another task holds'],
];
