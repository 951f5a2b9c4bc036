import { describe, expect, it } from 'vitest';
import { DISK_FIELDS, LATENCY_FIELDS, OWNER_FIELDS } from '../../src/sample/asked-fields.ts';
import { type Fields, increaseNames } from '../../src/sample/field.ts';
import {
  DEVICE_FIELDS,
  INCREASE_FIELDS,
  PRESSURE_FIELDS,
  SYSTEM_FIELDS,
  TASK_FIELDS,
} from '../../src/sample/fields.ts';

const numbersIn = (fields: Fields): readonly string[] =>
  Object.keys(fields).filter((name) => fields[name]?.kind === 'integer');

describe('the tables of the sample', () => {
  it.each([['pressure', PRESSURE_FIELDS]])(
    'take every number of a %s for an increase: merging adds it up',
    (_, fields: Fields) => {
      expect(increaseNames(fields)).toEqual(numbersIn(fields));
    },
  );

  it.each([
    ['system', SYSTEM_FIELDS, 'dirty'],
    ['device', DEVICE_FIELDS, 'inFlight'],
    ['disk of a task', DISK_FIELDS, undefined],
    ['disk of another owner', OWNER_FIELDS, undefined],
    ['bucket of latencies', LATENCY_FIELDS, 'below'],
  ])(
    'take every number of a %s for an increase, but for the latest and the bounds',
    (_, fields: Fields, but) => {
      expect(increaseNames(fields)).toEqual(numbersIn(fields).filter((name) => name !== but));
    },
  );

  it('take the numbers of a task for increases, but for ids, the priority and moments', () => {
    const moments = ['startedAt', 'waitingSince', 'processStartedAt'];
    const ids = ['tid', 'tgid', 'uid', 'cgroup', 'ioPriority', 'ppid'];
    const others = numbersIn(TASK_FIELDS).filter((name) => ![...moments, ...ids].includes(name));
    expect(INCREASE_FIELDS).toEqual(others);
  });
});
