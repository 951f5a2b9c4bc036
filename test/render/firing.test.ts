/** What is said of a firing: a line, JSON, an environment; none of them can be led astray by a name. */
import { describe, expect, it } from 'vitest';
import { nanoseconds } from '../../src/lib/units.ts';
import { triggerOf } from '../../src/model/trigger/trigger.ts';
import { type Firing, Watcher } from '../../src/model/trigger/watcher.ts';
import type { Unit } from '../../src/model/units/unit.ts';
import { firingEnvironment, firingJson, firingLine } from '../../src/render/firing.ts';
import { decodeSample } from '../../src/sample/stream/decode.ts';
import { type SampleFields, sampleOf } from '../support/samples/samples.ts';

const MIB = 2 ** 20;

const firingOf = (text: string, fields: SampleFields, unit?: Unit): Firing => {
  const firing = new Watcher(triggerOf(text, unit), nanoseconds(0)).take(sampleOf(fields));
  if (firing === undefined) throw new Error('it did not fire');
  return firing;
};

const TASKS = [
  { tid: 7, tgid: 7, comm: 'dd', command: 'dd if=/a', write: 200 * MIB, diskWrite: 200 * MIB },
  { tid: 8, tgid: 8, comm: 'cp', write: MIB, uid: 1000, user: 'ann' },
];

const DISK = {
  ...{ id: '1:1', name: 'vda', alias: 'root', kind: 'disk', reads: 0, readBytes: 0, writes: 5 },
  ...{ writeBytes: 200 * MIB, busy: 0.97e9, queued: 3.14e9 },
};
const ON_DISK = {
  tasks: TASKS,
  system: { devices: [DISK], blockRead: 0, blockWrite: 200 * MIB },
} as never;

/** What stands behind the time. */
const said = (firing: Firing): string => firingLine(firing).replace(/^\S+ \S+ /, '');

describe('the line', () => {
  it.each<readonly [string, SampleFields, Unit | undefined, string]>([
    ['write > 100M', { tasks: TASKS }, undefined, 'dd 7: write 200 M/s (write > 100M)\n'],
    ['write > 0', { tasks: TASKS }, undefined, 'dd 7 and 1 other: write 200 M/s (write > 0)\n'],
    ['comm = cp', { tasks: TASKS }, undefined, 'cp 8 (comm = cp)\n'],
    [
      'write > 100M or lat > 1s',
      { tasks: TASKS },
      undefined,
      'dd 7: write 200 M/s, latency - (write > 100M or lat > 1s)\n',
    ],
    ['ended = yes', { tasks: [{ tid: 9, ended: true }] }, undefined, 'task9 9 (ended = yes)\n'],
    [
      'swapWait > 1ms and ioWait >= 1s',
      { tasks: [{ tid: 9, swapWait: 2e6, ioWait: 1e9 }] },
      undefined,
      'task9 9: swapWait 2.0ms, ioWait 1.00 s (swapWait > 1ms and ioWait >= 1s)\n',
    ],
    ['user = 77', { tasks: [{ tid: 9, uid: 77, user: undefined }] }, 'users', '77 (user = 77)\n'],
    [
      'write > 100M',
      {
        tasks: TASKS.map((task) => ({ ...task, cgroup: 1, cgroupPath: '/system.slice/a.service' })),
      },
      'services',
      'a.service: write 201 M/s (write > 100M)\n',
    ],
    ['user = ann', { tasks: TASKS }, 'users', 'ann (user = ann)\n'],
    [
      'pid = 7 and io < 50 %',
      { tasks: [{ tid: 7, comm: 'a', ioWait: 0.25e9 }] },
      undefined,
      'a 7: pid 7, io 25 % (pid = 7 and io < 50 %)\n',
    ],
    [
      'waiting > 10s',
      { tasks: [{ tid: 7, comm: 'a', waitingSince: 26e9 }] },
      undefined,
      'a 7: waiting 1m 15s (waiting > 10s)\n',
    ],
    [
      'device = vda and busy > 90 % and queue > 3',
      ON_DISK,
      undefined,
      'vda: busy 97 %, queue 3.1 (device = vda and busy > 90 % and queue > 3); dd writes all (200 M/s), vda 97 % busy\n',
    ],
  ])('of %s', (text, fields, unit, line) => {
    expect(said(firingOf(text, fields, unit))).toBe(line);
  });

  it('has the time, and what went untold', () => {
    const firing = { ...firingOf('write > 100M', { tasks: TASKS }), untold: 2 };
    expect(firingLine(firing)).toMatch(/^2026-11-\d\d \d\d:\d\d:\d\d(Z|[+-]\d\d:\d\d) dd 7: /);
    expect(said(firing)).toMatch(/; 2 crossings before went untold\n$/);
  });

  it('is one line, whatever a task calls itself', () => {
    const firing = firingOf('write > 0', { tasks: [{ tid: 1, comm: 'a\nb\x1b[2J', write: 1 }] });
    expect(said(firing)).toBe('a\\nb\\x1b[2J 1: write 1 B/s (write > 0)\n');
  });
});

describe('the JSON', () => {
  it('has who, how much, and the sample as the stream has it', () => {
    const json = firingJson(firingOf('write > 0 for 1s', { tasks: TASKS }));
    const { sample, ...rest } = JSON.parse(json);
    expect(rest).toEqual({
      expression: 'write > 0 for 1s',
      unit: 'processes',
      subjects: [
        {
          ...{ name: 'dd', pid: 7, tid: 7, comm: 'dd', uid: 0, user: 'root' },
          figures: { write: 200 * MIB },
        },
        { name: 'cp', pid: 8, tid: 8, comm: 'cp', uid: 1000, user: 'ann', figures: { write: MIB } },
      ],
      untold: 0,
      answer: expect.any(String),
    });
    const { tasks } = decodeSample(JSON.stringify(sample));
    expect(tasks.map(({ tid, comm, write }) => [tid, comm, write])).toEqual([
      [7, 'dd', 200 * MIB],
      [8, 'cp', MIB],
    ]);
  });

  it('leaves out figures that are unknown, and has no id of several', () => {
    const json = firingJson(firingOf('write > 1K or lat > 1s', { tasks: TASKS }, 'users'));
    expect(JSON.parse(json).subjects[0]).toEqual({
      ...{ name: 'root', uid: 0, user: 'root' },
      figures: { write: 200 * MIB },
    });
  });

  it('has of a thread both ids', () => {
    const tasks = [{ tid: 9, tgid: 7, write: MIB }];
    const json = firingJson(firingOf('write > 0', { tasks }, 'threads'));
    expect(JSON.parse(json).subjects[0]).toMatchObject({ pid: 7, tid: 9 });
  });

  it('has devices by their names', () => {
    const { subjects, sample } = JSON.parse(firingJson(firingOf('busy > 1%', ON_DISK)));
    expect(subjects).toEqual([{ name: 'vda', alias: 'root', figures: { busy: 0.97 } }]);
    expect(sample.system.devices[0].name).toBe('vda');
  });

  it('keeps any name as it is, and is one line', () => {
    const comm = '$(id)\n"\'\\`';
    const json = firingJson(firingOf('write > 0', { tasks: [{ tid: 1, comm, write: 1 }] }));
    expect(json).not.toContain('\n');
    expect(JSON.parse(json).subjects[0].comm).toBe(comm);
  });
});

describe('the environment', () => {
  it('says who and how much', () => {
    expect(firingEnvironment(firingOf('write > 0', { tasks: TASKS }))).toEqual({
      IOTOP_EXPRESSION: 'write > 0',
      IOTOP_TIME: new Date(1_795_000_000_000).toISOString(),
      IOTOP_UNIT: 'processes',
      IOTOP_SUBJECT: 'dd 7',
      IOTOP_SUBJECTS: '2',
      IOTOP_FIGURES: 'write 200 M/s',
      IOTOP_PID: '7',
      IOTOP_TID: '7',
      IOTOP_COMM: 'dd',
      IOTOP_USER: 'root',
      IOTOP_ANSWER: expect.any(String),
    });
  });

  it('of a device has its name, and no process', () => {
    expect(firingEnvironment(firingOf('busy > 1%', ON_DISK))).toEqual({
      IOTOP_EXPRESSION: 'busy > 1%',
      IOTOP_TIME: expect.any(String),
      IOTOP_UNIT: 'devices',
      IOTOP_SUBJECT: 'vda',
      IOTOP_SUBJECTS: '1',
      IOTOP_FIGURES: 'busy 97 %',
      IOTOP_DEVICE: 'vda',
      IOTOP_ANSWER: 'dd writes all (200 M/s), vda 97 % busy',
    });
  });

  it('of a thread has its own id, and of a user without a name the number', () => {
    const thread = { tid: 9, tgid: 7, uid: 77, user: undefined, write: MIB };
    const environment = firingEnvironment(firingOf('write > 0', { tasks: [thread] }, 'threads'));
    expect(environment).toMatchObject({
      ...{ IOTOP_PID: '7', IOTOP_TID: '9', IOTOP_COMM: 'task9', IOTOP_USER: '77' },
    });
    expect(
      Object.keys(firingEnvironment(firingOf('write > 0', { tasks: [thread] }, 'users'))),
    ).toEqual(expect.not.arrayContaining(['IOTOP_PID', 'IOTOP_TID', 'IOTOP_COMM']));
  });

  it('has no control character in it, NUL least of all', () => {
    const tasks = [{ tid: 1, comm: 'a\0b\nc', user: 'x\ny', write: 1 }];
    const values = Object.values(firingEnvironment(firingOf('write > 0', { tasks })));
    expect(values.join('')).toMatch(/^[^\p{Cc}]+$/u);
    expect(values).toContain('a\\x00b\\nc');
  });
});
