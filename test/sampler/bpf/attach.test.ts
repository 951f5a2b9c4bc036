import { describe, expect, it } from 'vitest';
import { readBtf } from '../../../src/kernel/abi/bpf/btf.ts';
import type { Instruction } from '../../../src/kernel/abi/bpf/programs/instruction.ts';
import { schedSwitch } from '../../../src/kernel/abi/bpf/programs/scheduler.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { SystemCallError } from '../../../src/lib/errors.ts';
import { encodeText } from '../../../src/lib/text.ts';
import { attach } from '../../../src/sampler/bpf/attach.ts';
import { linux58 } from '../../support/kernel/kernel-shapes.ts';

/** What programs may call from Linux 6.4 on, as far as marks need it. */
const FUNCTIONS = [
  'bpf_rcu_read_lock',
  'bpf_rcu_read_unlock',
  'bpf_task_from_pid',
  'bpf_task_release',
  'bpf_iter_num_new',
  'bpf_iter_num_next',
  'bpf_iter_num_destroy',
] as const;

/** A kernel with all of them but what is called `missing`. */
const kernel = (missing?: string) => {
  const bytes = Buffer.from(linux58(FUNCTIONS).bytes);
  if (missing !== undefined) bytes.set(encodeText('?'), bytes.indexOf(`\0${missing}\0`) + 1);
  const btf = readBtf(bytes, BTF_NAMES);
  return { fields: locateFields(btf), points: attachPoints(btf) };
};

type Refused = 'maps' | 'iotop_ran' | 'marking' | 'attaching';

/** Takes what it is not told to refuse. `marking`: a program with marks in sched_switch; `attaching`: any program there. */
const loader = (refuses: readonly Refused[], refusal: unknown = REFUSAL) => {
  const loaded: string[] = [];
  const made: string[] = [];
  const codes = new Map<string, readonly Instruction[]>();
  const refuse = (what: Refused): void => {
    if (refuses.includes(what)) throw refusal;
  };
  return {
    loaded,
    made,
    codes,
    allOrNone: <Result>(make: () => Result): Result => {
      const before = made.length;
      try {
        return make();
      } catch (thrown) {
        made.splice(before);
        throw thrown;
      }
    },
    createMaps: (shapes: object) => {
      refuse('maps');
      made.push(...Object.keys(shapes));
    },
    map: (name: string) => 100 + made.indexOf(name),
    loadRunnable: (name: string) => {
      refuse('iotop_ran');
      return loaded.push(name);
    },
    attachTracepoints: (
      programs: readonly { readonly name: string; readonly code: readonly Instruction[] }[],
    ) => {
      refuse('attaching');
      const marks = programs.some(({ code }) =>
        code.some((one) => one.kind === 'map' && one.map === 'marks'),
      );
      if (marks) refuse('marking');
      for (const { name, code } of programs) {
        loaded.push(name);
        codes.set(name, code);
      }
    },
  };
};

const REFUSAL = new SystemCallError('BPF_PROG_LOAD iotop_ran', 22, 'EINVAL', 'R1 is no pointer');

const unmarked = ({ marks: _, ...fields }: TaskFields): TaskFields => fields;

const switchOf = (fields: TaskFields) => schedSwitch(fields, { previous: 1, next: 2 });

describe('the programs in the scheduler', () => {
  it('mark the tasks that ran, and another asks those, where the kernel can', () => {
    const { fields, points } = kernel();
    const kept = loader([]);
    expect(attach(kept, fields, points)).toEqual({
      seen: fields,
      ran: { program: 1, records: kept.map('ran'), marks: kept.map('marks') },
    });
    expect(fields.marks).toBeDefined();
    expect(kept.loaded).toEqual(['iotop_ran', 'iotop_switch', 'iotop_waking', 'iotop_newborn']);
    expect(kept.codes.get('iotop_switch')).toEqual(switchOf(fields));
  });

  for (const missing of [...FUNCTIONS, 'on_cpu']) {
    it(`mark none where the kernel has no ${missing}: what it takes is said, and nothing of it is made`, () => {
      const { fields, points } = kernel(missing);
      const kept = loader([]);
      expect(attach(kept, fields, points)).toEqual({
        seen: unmarked(fields),
        ran: { unavailable: expect.stringMatching(/only those that ran \(Linux 6\.4\)$/) },
      });
      expect(kept.made).toEqual([]);
      expect(kept.loaded).toEqual(['iotop_switch', 'iotop_waking']);
    });
  }

  for (const refused of ['maps', 'iotop_ran', 'marking'] as const) {
    it(`mark none where the kernel refuses them (${refused}): its words are said, nothing of them is left, and waits and exits are known`, () => {
      const { fields, points } = kernel();
      const kept = loader([refused]);
      expect(attach(kept, fields, points)).toEqual({
        seen: unmarked(fields),
        ran: { unavailable: 'BPF_PROG_LOAD iotop_ran: EINVAL (errno 22): R1 is no pointer' },
      });
      expect(kept.codes.get('iotop_switch')).toEqual(switchOf(unmarked(fields)));
      expect(kept.made).toEqual([]);
    });
  }

  it('are none where the kernel refuses all: then no wait is seen either, and why is said', () => {
    const { fields, points } = kernel();
    const { wait: _, ...seen } = unmarked(fields);
    expect(attach(loader(['attaching']), fields, points)).toEqual({
      seen,
      ran: { unavailable: REFUSAL.message },
      refusal: REFUSAL.message,
    });
  });

  it('are none where there is no sched_switch, and that is said', () => {
    const { fields, points } = kernel();
    const none = { ...points, schedSwitch: undefined };
    expect(attach(loader([]), fields, none).refusal).toBe(
      'this kernel has no tracepoint sched_switch',
    );
  });

  it('are not given up for a defect of ours', () => {
    const defect = new RangeError('no flags in task_struct');
    for (const refused of ['iotop_ran', 'attaching'] as const) {
      const { fields, points } = kernel();
      expect(() => attach(loader([refused], defect), fields, points)).toThrow(defect);
    }
  });
});
