/**
 * The signals that end a program in order, unless whoever started it wants them ignored: all that kill by default, signal(7).
 *
 * Not those that tell of a fault of the program's own (SIGSEGV, SIGABRT and the like), which leave a core; SIGPIPE and SIGXFSZ, which are
 * errors of the call that caused them; SIGUSR1 (bin/iotop.js); those of real time, which have no names in Node; and SIGKILL.
 */
export const END_SIGNALS = [
  'SIGINT',
  'SIGQUIT',
  'SIGTERM',
  'SIGHUP',
  'SIGALRM',
  'SIGVTALRM',
  'SIGPROF',
  'SIGUSR2',
  'SIGIO',
  'SIGPWR',
  'SIGSTKFLT',
  'SIGXCPU',
] as const;

export type EndSignal = (typeof END_SIGNALS)[number];
