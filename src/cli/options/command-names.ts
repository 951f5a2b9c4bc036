/** The words that may stand first on the command line, in the order of the manual. */
export const COMMAND_NAMES = [
  'run',
  'record',
  'watch',
  'replay',
  'report',
  'verify',
  'repair',
  'compact',
  'doctor',
] as const;
