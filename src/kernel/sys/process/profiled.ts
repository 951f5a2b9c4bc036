/** Whether Node was started with one of its profilers, which live by SIGPROF and write what they found when Node ends in its own way. */
export const isProfiled = (): boolean =>
  [...process.execArgv, process.env.NODE_OPTIONS ?? ''].some((option) => option.includes('-prof'));
