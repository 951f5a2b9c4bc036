import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readBtf, typeId } from '../../../../src/kernel/abi/bpf/btf.ts';
import { argumentsPointingTo, memberOf } from '../../../../src/kernel/abi/bpf/btf-members.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
} from '../../../../src/kernel/abi/bpf/programs/task-fields.ts';
import { DecodeError } from '../../../../src/lib/errors.ts';
import { BtfBuilder } from '../../../support/kernel/btf-builder.ts';
import { kernelShapes, linux58, linux66Randomised } from '../../../support/kernel/kernel-shapes.ts';
import { itWith } from '../../../support/test-run/requires.ts';

const struct = (name: string) => ({ kind: 'struct', name }) as const;

/** Everything the engine asks of a kernel's BTF. */
const askAll = (bytes: Uint8Array): unknown => {
  const btf = readBtf(bytes, BTF_NAMES);
  return [attachPoints(btf), locateFields(btf)];
};

/** A value or the one error allowed; anything else goes up. */
const outcome = (bytes: Uint8Array): 'value' | 'error' => {
  try {
    askAll(bytes);
    return 'value';
  } catch (thrown) {
    if (thrown instanceof DecodeError) return 'error';
    throw thrown;
  }
};

describe('what a kernel says of its tasks', () => {
  for (const shape of kernelShapes()) {
    const btf = readBtf(shape.bytes, BTF_NAMES);
    const fields = locateFields(btf);

    it(`finds the state of a task in ${shape.name}`, () => {
      expect(fields.paths.find(({ field }) => field === 'state')?.offsets).toEqual([shape.state]);
    });

    it(`finds the bit of a task that waits in ${shape.name}`, () => {
      expect(fields.wait).toEqual(shape.wait);
    });

    it(`finds which arguments of sched_switch are tasks in ${shape.name}`, () => {
      expect(argumentsPointingTo(btf, 'sched_switch', 'task_struct')).toEqual(shape.tasks);
    });

    it(`names the fields that ${shape.name} does not have, and no other`, () => {
      expect(fields.missing).toEqual(shape.missing);
    });

    it(`finds where to attach in ${shape.name}`, () => {
      // The recordings are of before births were watched: test/sampler/bpf/attach.test.ts, and the kernels themselves, have that one.
      const { schedWakeupNew: _, ...points } = attachPoints(btf);
      expect(points.taskIterator).toBe(typeId(btf, 'function', 'bpf_iter_task'));
      expect(Object.values(points).every((id) => id !== undefined)).toBe(true);
    });
  }

  it('finds the cast that spares the verifier its looks, where the kernel has it', () => {
    const btf = readBtf(linux66Randomised().bytes, BTF_NAMES);
    expect(locateFields(btf).cast).toEqual({
      function: typeId(btf, 'function', 'bpf_rdonly_cast'),
      task: typeId(btf, 'struct', 'task_struct'),
    });
    expect(locateFields(readBtf(linux58().bytes, BTF_NAMES)).cast).toBeUndefined();
  });

  it('follows pointers by the offsets of each struct on the way', () => {
    const fields = locateFields(readBtf(linux58().bytes, BTF_NAMES));
    const cgroup = fields.paths.find(({ field }) => field === 'cgroup');
    expect(cgroup?.offsets).toEqual([1056, 112, 256, 96]);
  });
});

it('reads bytes wherever they lie in memory', () => {
  const { bytes } = linux58();
  const moved = new Uint8Array(bytes.length + 1);
  moved.set(bytes, 1);
  expect(askAll(moved.subarray(1))).toEqual(askAll(bytes));
});

describe('members', () => {
  it('adds up the offsets of the anonymous aggregates around a member', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int', 4);
    const inner = builder.union('', { name: 'deep', type: int, bitOffset: 32 });
    const middle = builder.struct('', { name: '', type: inner, bitOffset: 64 });
    builder.struct('outer', { name: '', type: middle, bitOffset: 128 });
    const btf = readBtf(builder.bytes(), [struct('outer')]);
    expect(memberOf(btf, 'outer', 'deep')).toEqual({ bitOffset: 224, bitSize: 0 });
  });

  it('takes a bitfield apart from its offset', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int', 4);
    builder.struct('flags', { name: 'bits', type: int, bitOffset: 9544, bitSize: 3 });
    const btf = readBtf(builder.bytes(), [struct('flags')]);
    expect(memberOf(btf, 'flags', 'bits')).toEqual({ bitOffset: 9544, bitSize: 3 });
  });

  it('does not take a name for another that begins with it', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int', 4);
    builder.struct('task_struct_extra', { name: 'pid', type: int, bitOffset: 8 });
    builder.struct(
      'task_struct',
      { name: 'pid_links', type: int, bitOffset: 16 },
      { name: 'pid', type: int, bitOffset: 24 },
    );
    const btf = readBtf(builder.bytes(), [struct('task_struct')]);
    expect(memberOf(btf, 'task_struct', 'pid')?.bitOffset).toBe(24);
  });

  it('is absent where the struct, the member or a struct behind it is absent', () => {
    const builder = new BtfBuilder();
    const int = builder.int('int', 4);
    builder.struct('task_struct', { name: 'pid', type: int, bitOffset: 0 });
    const btf = readBtf(builder.bytes(), [struct('task_struct'), struct('cred')]);
    expect(memberOf(btf, 'task_struct', 'tgid')).toBeUndefined();
    expect(memberOf(btf, 'task_struct', 'pid.value')).toBeUndefined();
    expect(memberOf(btf, 'cred', 'uid')).toBeUndefined();
    expect(argumentsPointingTo(btf, 'sched_switch', 'task_struct')).toEqual([]);
  });

  it('refuses a struct that contains itself without a name', () => {
    const builder = new BtfBuilder();
    builder.struct('task_struct', { name: '', type: 1, bitOffset: 0 });
    const btf = readBtf(builder.bytes(), [struct('task_struct')]);
    expect(() => memberOf(btf, 'task_struct', 'pid')).toThrow(DecodeError);
  });

  it('ends soon on structs that contain each other many times over', () => {
    const builder = new BtfBuilder();
    const members = Array.from({ length: 400 }, () => ({ name: '', type: 1, bitOffset: 0 }));
    builder.struct('task_struct', ...members);
    const btf = readBtf(builder.bytes(), [struct('task_struct')]);
    expect(() => memberOf(btf, 'task_struct', 'pid')).toThrow(DecodeError);
  });

  it('refuses a typedef that names itself', () => {
    const builder = new BtfBuilder();
    builder.typedef('loop', 1);
    builder.struct('task_struct', { name: 'ioac', type: 1, bitOffset: 0 });
    const btf = readBtf(builder.bytes(), [struct('task_struct')]);
    expect(() => memberOf(btf, 'task_struct', 'ioac.rchar')).toThrow(DecodeError);
  });
});

describe('bytes that are not BTF', () => {
  const whole = linux58().bytes;

  for (const { name, bytes } of kernelShapes()) {
    it(`is refused at every length ${name} can be cut to`, () => {
      for (let length = 0; length < bytes.length; length++) {
        if (outcome(bytes.subarray(0, length)) !== 'error') expect.fail(`cut at ${length}`);
      }
      expect(outcome(bytes)).toBe('value');
    });
  }

  it('is refused with another magic, version or kind', () => {
    for (const [offset, value] of [
      [0, 0],
      [2, 9],
      [24 + 7, 31],
    ] as const) {
      const changed = Uint8Array.from(whole);
      changed[offset] = value;
      expect(outcome(changed)).toBe('error');
    }
  });

  it('gives a value or a DecodeError whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        expect(['value', 'error']).toContain(outcome(bytes));
      }),
      { numRuns: 20_000 },
    );
  });

  it('gives a value or a DecodeError whatever the types behind a good header', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (types) => {
        const bytes = new Uint8Array(24 + types.length);
        bytes.set(whole.subarray(0, 24));
        bytes.set(types, 24);
        const view = new DataView(bytes.buffer);
        view.setUint32(12, types.length, true);
        view.setUint32(16, 0, true);
        view.setUint32(20, types.length, true);
        expect(['value', 'error']).toContain(outcome(bytes));
      }),
      { numRuns: 30_000 },
    );
  });

  it('gives a value or a DecodeError whichever bytes of a good kernel are changed', () => {
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 8 }), (changes) => {
        const bytes = Uint8Array.from(whole);
        for (const [offset, value] of changes) bytes[offset] = value;
        expect(['value', 'error']).toContain(outcome(bytes));
      }),
      { numRuns: 50_000 },
    );
  });
});

describe('this kernel', () => {
  const path = '/sys/kernel/btf/vmlinux';

  itWith(['btf'], `is read whole, with all we ask for (${path})`, () => {
    const btf = readBtf(readFileSync(path), BTF_NAMES);
    const fields = locateFields(btf);
    expect(fields.missing).toEqual([]);
    expect(fields.wait).toBeDefined();
    expect(fields.switchArguments).toEqual({ previous: 1, next: 2 });
    expect(btf.typeCount).toBeGreaterThan(10_000);
  });
});
