/** `kworker/u8:3+ext4-rsv-conversion` is worker `kworker/u8:3`; any other name is its own. Source: kernel/workqueue.c (format_worker_id, wq_worker_comm). */
export const withoutWork = (name: string): string =>
  /^(kworker\/u?\d+:\d+\w*)[-+]/.exec(name)?.[1] ?? name;
