import { describe, expect, it } from 'vitest';
import { diagnose } from '../../src/model/doctor/diagnosis.ts';
import type { MachineFacts, WorkingEngine } from '../../src/model/doctor/machine-facts.ts';
import { diagnosisJson, renderDiagnosis } from '../../src/render/doctor.ts';
import { machineFacts, workingEngine } from '../support/machine/machine-facts.ts';

/** BPF refused, delay accounting off. */
const poor = (): MachineFacts =>
  machineFacts({
    delayAccounting: 'off',
    engines: [
      { kind: 'unavailable', engine: 'bpf', reason: 'no\u001b[31m BTF', remedy: 'another kernel' },
      workingEngine('taskstats'),
    ],
  });

const PASSES = 'each pass asks every task: BPF_PROG_LOAD iotop_ran: EINVAL';

/** BPF works, and says which tasks its passes ask. */
const askingAll = (): MachineFacts =>
  machineFacts({ engines: [workingEngine('bpf', { passes: PASSES }), workingEngine('taskstats')] });

describe('a diagnosis as text', () => {
  it('says which tasks the passes of an engine ask, where it says so', () => {
    const lines = renderDiagnosis(diagnose(askingAll())).split('\n');
    expect(lines).toContain(`Found      bpf: iotop takes this one; ${PASSES}`);
    expect(lines).toContain(
      'Found      taskstats: without read and write calls, what tasks ask of the disks, control groups',
    );
  });

  it('says of each thing Found or Not found, and what to do under what is missing', () => {
    const lines = renderDiagnosis(diagnose(poor())).split('\n');
    expect(lines).toContain('Found      I/O accounting');
    expect(lines).toContain('Found      Linux: 6.18.44 on x64');
    const at = lines.indexOf('Not found  Delay accounting: kernel.task_delayacct is 0');
    expect(lines[at + 1]).toMatch(/^ {11}-> sysctl kernel\.task_delayacct=1/);
  });

  it('names the engine taken, what it lacks, and why the better ones are not to be had', () => {
    const text = renderDiagnosis(diagnose(poor()));
    expect(text).toMatch(/^Not found {2}BPF and its permission: no.*BTF\n {11}-> another kernel$/m);
    expect(text).toMatch(/^Not found {2}bpf: see above$/m);
    expect(text).toMatch(
      /^Found {6}taskstats: iotop takes this one; without read and write calls, time waiting for I\/O, time/m,
    );
    expect(text).toContain('\nWhat taskstats shows\n');
  });

  it('ends with what is missing, or with the word that nothing is', () => {
    expect(renderDiagnosis(diagnose(poor()))).toMatch(/\nMissing: Time waiting for I\/O\.\n$/);
    expect(renderDiagnosis(diagnose(machineFacts()))).toMatch(
      /\nNothing essential is missing: .*\n$/,
    );
    expect(renderDiagnosis(diagnose(machineFacts({ engines: [] })))).toMatch(
      /\nMissing: An engine that works\.\n$/,
    );
  });

  it('claims to see every task only where it does', () => {
    const gaps = [
      { kind: 'unavailable', what: 'process-1', reason: 'shielded', remedy: '' },
    ] as const;
    const lastLine = (engine: WorkingEngine) =>
      renderDiagnosis(diagnose(machineFacts({ engines: [engine] })))
        .trimEnd()
        .split('\n')
        .at(-1);
    expect(lastLine(workingEngine('bpf'))).toMatch(/iotop sees every task of every user\.$/);
    expect(lastLine(workingEngine('bpf', { gaps }))).toMatch(
      /iotop sees every task of every user but those of process 1\.$/,
    );
  });

  it('holds nothing a terminal would obey', () => {
    expect(renderDiagnosis(diagnose(poor()))).not.toContain('\u001b');
  });
});

describe('a diagnosis as JSON', () => {
  it('is one line that says the same', () => {
    const line = diagnosisJson(diagnose(poor()));
    expect(line.indexOf('\n')).toBe(line.length - 1);
    const document = JSON.parse(line);
    expect(document).toMatchObject({
      version: 1,
      complete: false,
      missing: ['Time waiting for I/O'],
      engine: 'taskstats',
    });
    const { requirements, engines } = document;
    expect(requirements).toContainEqual({
      id: 'delay-accounting',
      title: 'Delay accounting',
      essential: false,
      found: false,
      reason: 'kernel.task_delayacct is 0',
      remedy: expect.stringContaining('sysctl'),
    });
    expect(engines[0]).toEqual({
      name: 'bpf',
      found: false,
      reason: 'no\u001b[31m BTF',
      remedy: 'another kernel',
      abilities: [],
    });
    expect(engines[1].abilities).toContainEqual({
      id: 'read',
      title: 'Bytes read',
      essential: true,
      found: true,
    });
  });

  it('has the passes of an engine as its detail, and none where it does not say', () => {
    const { engines } = JSON.parse(diagnosisJson(diagnose(askingAll())));
    expect(engines[0]).toMatchObject({ name: 'bpf', found: true, detail: PASSES });
    expect(engines[1]).toMatchObject({ name: 'taskstats', found: true });
    expect(engines[1]).not.toHaveProperty('detail');
  });

  it('names no engine where none works, and is complete where nothing essential is missing', () => {
    expect(JSON.parse(diagnosisJson(diagnose(machineFacts({ engines: [] }))))).not.toHaveProperty(
      'engine',
    );
    expect(JSON.parse(diagnosisJson(diagnose(machineFacts())))).toMatchObject({
      complete: true,
      missing: [],
      engine: 'bpf',
    });
  });
});
