/** Whether BPF programs may run where a function of the kernel begins, and where it ends: one that does nothing is tried. */
import { readFileSync } from 'node:fs';
import { readBtf, typeId } from '../../../src/kernel/abi/bpf/btf.ts';
import * as op from '../../../src/kernel/abi/bpf/programs/instruction.ts';
import { R0 } from '../../../src/kernel/abi/bpf/programs/registers.ts';
import { closeDescriptor } from '../../../src/kernel/sys/bpf/bpf.ts';
import { messageOf } from '../../../src/lib/errors.ts';
import { BpfLoader } from '../../../src/sampler/bpf/load.ts';

const LIMITS = '__blk_throtl_bio';

/** Why they may not in the one that holds back what goes beyond a limit; undefined: they may. */
export const functionsExcuse = (): string | undefined => {
  const loader = new BpfLoader();
  try {
    const types = readBtf(readFileSync('/sys/kernel/btf/vmlinux'), [
      { kind: 'function', name: LIMITS },
    ]);
    const attachTypeId = typeId(types, 'function', LIMITS);
    if (attachTypeId === undefined) return `this kernel has no ${LIMITS}`;
    const code = [op.moveNumber(R0, 0), op.exit()];
    loader.attachTracepoints(
      (['exit', 'entry'] as const).map((at) => ({ name: 'iotop_try', code, attachTypeId, at })),
    );
    return undefined;
  } catch (thrown) {
    return `this kernel lets no BPF program run in its functions: ${messageOf(thrown)}`;
  } finally {
    for (const fd of loader.opened) closeDescriptor(fd);
  }
};
