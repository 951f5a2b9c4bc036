/** Any sample that a source may deliver, for laws that hold for all of them: made from the tables of its fields. */
import fc from 'fast-check';
import { assertNever } from '../../../src/lib/errors.ts';
import { decodeText } from '../../../src/lib/text.ts';
import type { Field, Fields } from '../../../src/sample/field.ts';
import { SAMPLE_FIELDS, TASK_FIELDS } from '../../../src/sample/fields.ts';
import { CAPABILITIES } from '../../../src/sample/gap.ts';
import type { Sample, TaskEntry } from '../../../src/sample/sample.ts';

/** Counters and clocks: small, large, beyond 2^53. */
const count = fc.oneof(
  fc.constant(0),
  fc.nat(100_000),
  fc.maxSafeNat(),
  fc.maxSafeNat().map((n) => n * 2048),
);

/** What lib/text makes of any bytes: valid or not. */
const arbitraryText = (maxLength: number): fc.Arbitrary<string> =>
  fc.oneof(
    fc.string({ unit: 'grapheme-ascii', maxLength }),
    fc.string({ unit: 'binary', maxLength }),
    fc.uint8Array({ maxLength }).map((bytes) => decodeText(bytes)),
  );

const arbitraryOf = (fields: Fields): fc.Arbitrary<{ readonly [name: string]: unknown }> =>
  fc.record(
    Object.fromEntries(
      Object.entries(fields).map(([name, field]) => [name, arbitraryValue(field)]),
    ),
    { requiredKeys: Object.keys(fields).filter((name) => fields[name]?.required) },
  );

const arbitraryValue = (field: Field): fc.Arbitrary<unknown> => {
  switch (field.kind) {
    case 'integer':
      return field.unit === 'milliseconds' ? fc.nat(2e9) : count;
    case 'text':
      // A character may be two units.
      return arbitraryText(Math.min(30, field.limit / 2));
    case 'word':
      return fc.constantFrom(...field.words);
    case 'flag':
      return fc.constant(true);
    case 'object':
      return arbitraryOf(field.fields);
    case 'list':
      return fc.array(arbitraryOf(field.fields), { maxLength: 3 });
    default:
      return assertNever(field);
  }
};

const gap = fc.oneof(
  fc.record({
    kind: fc.constantFrom('exits-lost', 'asked-lost', 'tasks-denied', 'figures-discarded'),
    count,
  }),
  fc.record({ kind: fc.constant('tasks-unread'), count, reason: arbitraryText(40) }),
  fc.record({
    kind: fc.constantFrom('unavailable', 'doubtful'),
    what: fc.constantFrom(...CAPABILITIES),
    reason: arbitraryText(40),
    remedy: arbitraryText(40),
  }),
);

/** Path and names are a control group's: the same for all its tasks. */
const withFactsOfGroup = (task: TaskEntry): TaskEntry => {
  const { cgroup, cgroupPath: _, containerName: __, podName: ___, ...others } = task;
  if (cgroup === undefined) return task;
  const names = cgroup % 2 === 0 ? {} : { containerName: `web \u001b ${cgroup}`, podName: 'a/b' };
  return { ...others, cgroup, cgroupPath: `/${cgroup}`, ...names };
};

const tasks = fc.uniqueArray(
  (arbitraryOf(TASK_FIELDS) as fc.Arbitrary<unknown> as fc.Arbitrary<TaskEntry>).map(
    withFactsOfGroup,
  ),
  {
    maxLength: 6,
    selector: ({ tid, startedAt }) => `${tid}@${startedAt}`,
  },
);

const {
  version: _,
  sparse: __,
  interval: ___,
  tasks: ____,
  gaps: _____,
  ...fields
} = SAMPLE_FIELDS;

export const arbitrarySample: fc.Arbitrary<Sample> = fc
  .tuple(arbitraryOf(fields), fc.nat(1e9), fc.nat(1e9), tasks, fc.array(gap, { maxLength: 3 }))
  .map(
    ([rest, startedAt, length, list, gaps]) =>
      // The units' brands are the only thing missing.
      ({ ...rest, startedAt, endedAt: startedAt + length, tasks: list, gaps }) as unknown as Sample,
  );
