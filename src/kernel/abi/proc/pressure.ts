/** /proc/pressure/*: `some avg10=… avg60=… avg300=… total=µs` and, but for cpu before 5.13, `full …`. Source: Documentation/accounting/psi.rst. */
import { type Nanoseconds, nanoseconds } from '../../../lib/units.ts';

/** Cumulative stall times; absent where the kernel has no such line. */
export type Pressure = { readonly some?: Nanoseconds; readonly full?: Nanoseconds };

export const decodePressure = (text: string): Pressure => ({
  ...totalOf(text, 'some'),
  ...totalOf(text, 'full'),
});

const LINES = { some: /^some .*total=(\d+)$/m, full: /^full .*total=(\d+)$/m } as const;

const totalOf = (text: string, line: keyof typeof LINES): Pressure => {
  const total = LINES[line].exec(text)?.[1];
  return total === undefined ? {} : { [line]: nanoseconds(Number(total) * 1000) };
};
