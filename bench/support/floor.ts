/** The floor: a C program that runs the very iterator of the BPF engine and throws its records away. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readBtf } from '../../src/kernel/abi/bpf/btf.ts';
import { assemble } from '../../src/kernel/abi/bpf/programs/assemble.ts';
import { MAPS } from '../../src/kernel/abi/bpf/programs/maps.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
} from '../../src/kernel/abi/bpf/programs/task-fields.ts';
import { taskIterator } from '../../src/kernel/abi/bpf/programs/task-iterator.ts';
import { RECORD_LENGTH } from '../../src/kernel/abi/bpf/programs/task-record.ts';
import { readBpfEnvironment } from '../../src/kernel/sys/bpf/bpf-environment.ts';
import { compileC, ownTemporaryFolder } from '../../test/support/iotop/compile-c.ts';
import type { Command } from './cost.ts';

type Floor =
  | { readonly kind: 'built'; readonly command: Command }
  | { readonly kind: 'absent'; readonly reason: string };

/** Builds it, or says why this machine cannot. The command takes `-n ROUNDS` and `-d SECONDS` more. */
export const buildFloor = (): Floor => {
  const program = compileC(join(import.meta.dirname, '../floor/task-iter.c'));
  if (program.kind === 'absent') return program;
  const { btf } = readBpfEnvironment();
  if (btf === undefined) return { kind: 'absent', reason: 'the kernel has no BTF' };
  const folder = ownTemporaryFolder('iotop-bench');
  if (folder === undefined) return { kind: 'absent', reason: 'no folder for its program' };
  const dump = join(folder, 'task-iter.program');
  writeFileSync(dump, dumpProgram(btf));
  return { kind: 'built', command: [program.path, dump] };
};

/** The program as the floor reads it: maps named by their index. */
const dumpProgram = (btfBytes: Uint8Array): Uint8Array => {
  const btf = readBtf(btfBytes, BTF_NAMES);
  const shapes = Object.values(MAPS);
  const indices = new Map(Object.keys(MAPS).map((name, index) => [name, index]));
  const { marks: _, ...fields } = locateFields(btf);
  const code = assemble(taskIterator(fields), indices);
  const header = Uint32Array.of(
    attachPoints(btf).taskIterator ?? 0,
    RECORD_LENGTH,
    shapes.length,
    ...shapes.flatMap(({ kind, keySize, valueSize, entries }) => [
      kind,
      keySize,
      valueSize,
      entries,
    ]),
  );
  return new Uint8Array([...new Uint8Array(header.buffer), ...code]);
};
