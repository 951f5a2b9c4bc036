import { describe, expect, it } from 'vitest';
import type { DeviceEntry, Sample, SystemEntry, TaskEntry } from '../../../src/sample/sample.ts';
import type { LineOf } from '../../../src/sample/stream/field.ts';
import type {
  DEVICE_FIELDS,
  SAMPLE_FIELDS,
  SYSTEM_FIELDS,
  TASK_FIELDS,
} from '../../../src/sample/stream/fields.ts';

/** Without the units' and ids' brands: what is left when a value has been through JSON. */
type Plain<T> = T extends number
  ? number
  : T extends string
    ? T
    : T extends readonly (infer Entry)[]
      ? readonly Plain<Entry>[]
      : { [Key in keyof T]: Plain<T[Key]> };
type WithoutHex<T> = { [Key in keyof T as Key extends `${string}Hex` ? never : Key]: T[Key] };
/** Optional fields do not hinder assignability, hence the keys beside it. */
type Same<A, B> = [A, keyof A] extends [B, keyof B]
  ? [B, keyof B] extends [A, keyof A]
    ? true
    : false
  : false;
const holds = <T extends true>(proof: T): T => proof;

describe('the tables of the stream', () => {
  it('say what the types of Sample say, field for field (checked by the compiler)', () => {
    expect([
      holds<Same<WithoutHex<LineOf<typeof TASK_FIELDS>>, Plain<Omit<TaskEntry, 'totals'>>>>(true),
      holds<Same<WithoutHex<LineOf<typeof DEVICE_FIELDS>>, Plain<DeviceEntry>>>(true),
      holds<Same<keyof LineOf<typeof SYSTEM_FIELDS>, keyof SystemEntry>>(true),
      holds<
        Same<
          Exclude<keyof LineOf<typeof SAMPLE_FIELDS>, 'hostHex' | 'version' | 'interval'>,
          Exclude<keyof Sample, 'idle'>
        >
      >(true),
    ]).not.toContain(false);
  });
});
