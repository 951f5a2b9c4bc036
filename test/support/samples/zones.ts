/** Time zones for tests, whatever that of the machine is. */
import type { Zone } from '../../../src/lib/zone.ts';

export const UTC: Zone = () => 0;

/** Central Europe in 2026: clocks went forward on 29 March and back on 25 October, both at 01:00 UTC. */
export const BERLIN: Zone = (time) =>
  time >= Date.UTC(2026, 2, 29, 1) && time < Date.UTC(2026, 9, 25, 1) ? 120 : 60;

/** An island half an hour off, in the west. */
export const NEWFOUNDLAND: Zone = () => -210;

/** The east of North America in 2026: clocks went forward on 8 March at 07:00 UTC and back on 1 November at 06:00 UTC. */
export const NEW_YORK: Zone = (time) =>
  time >= Date.UTC(2026, 2, 8, 7) && time < Date.UTC(2026, 10, 1, 6) ? -240 : -300;
