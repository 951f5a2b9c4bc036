/** What may be done from the screen to tasks and to this machine, and what a key says that may not. */

/**
 * `no-renice`: no I/O priority can be set. `read-only`: nothing can be changed. `replay`: what is shown is a recording or comes from
 * elsewhere, so there is nothing here to change.
 */
export type Rights = 'all' | 'no-renice' | 'read-only' | 'replay';

/** What some keys change. */
export type Deed = 'priority' | 'signal' | 'delay-accounting';

/** Why it may not be done, and what helps; undefined: it may. */
export const refusalOf = (rights: Rights, deed: Deed): string | undefined =>
  typeof REFUSALS[rights] === 'string' ? REFUSALS[rights] : REFUSALS[rights][deed];

/** Whether a key is worth a hint. @param deed what it changes; undefined: nothing outside iotop */
export const isOffered = (rights: Rights, deed: Deed | undefined): boolean =>
  deed === undefined || refusalOf(rights, deed) === undefined;

/** One text where nothing may be done. */
const REFUSALS: Readonly<Record<Rights, string | Partial<Record<Deed, string>>>> = {
  all: {},
  'no-renice': {
    priority: 'IOTOP_NO_RENICE is set: no I/O priorities; start iotop without it',
  },
  'read-only': 'iotop was started with --read-only: it changes nothing',
  replay:
    'a replay changes nothing: its tasks are not those of here and now; iotop alone shows them',
};
