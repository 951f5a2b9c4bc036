/** Helper functions by their number in enum bpf_func_id. */
export const HELPER = {
  mapLookup: 1,
  mapUpdate: 2,
  mapDelete: 3,
  /** Nanoseconds of the monotonic clock. */
  monotonicTime: 5,
  /** tgid in the upper half, tid in the lower. */
  currentIds: 14,
  /** gid in the upper half, uid in the lower. */
  currentUser: 15,
  currentName: 16,
  /** The address of the current task, as a number. */
  currentTask: 35,
  /** The same as a pointer to one (Linux 5.11). */
  currentTaskTyped: 158,
  /** Copies kernel memory, or zeros where there is none (Linux 5.5). */
  probeRead: 113,
  /** Nanoseconds of the boot clock (Linux 5.8). */
  bootTime: 125,
  seqWrite: 127,
} as const;
