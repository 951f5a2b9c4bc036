/** What the kernel says of its own types, as far as programs need it. */
import type { BlockPlaces } from '../../kernel/abi/bpf/block/block-places.ts';
import { BLOCK_NAMES, locateBlock } from '../../kernel/abi/bpf/block/locate-block.ts';
import { type Btf, type BtfName, readBtf } from '../../kernel/abi/bpf/btf.ts';
import {
  attachPoints,
  BTF_NAMES,
  locateFields,
  type TaskFields,
} from '../../kernel/abi/bpf/programs/task-fields.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { DecodeError, UnavailableError } from '../../lib/errors.ts';

/** Numbers and words only, so that they can be kept as JSON. */
type KernelTypes = {
  readonly points: ReturnType<typeof attachPoints>;
  readonly fields: TaskFields;
  /** Absent: not even bytes can be known of the block layer. */
  readonly block?: BlockPlaces | undefined;
};

/** All that the BPF engine and the block watch need. @throws UnavailableError as `decodeTypes` */
export const findKernelTypes = (environment: Pick<BpfEnvironment, 'btf'>): KernelTypes =>
  decodeTypes(environment, [...BTF_NAMES, ...BLOCK_NAMES], (btf) => ({
    points: attachPoints(btf),
    fields: locateFields(btf),
    block: locateBlock(btf),
  }));

/**
 * Decodes the kernel's description of its types.
 * @param names what `decode` asks for
 * @throws UnavailableError when there is none or it cannot be read
 */
export const decodeTypes = <Result>(
  { btf }: Pick<BpfEnvironment, 'btf'>,
  names: readonly BtfName[],
  decode: (types: Btf) => Result,
): Result => {
  if (btf === undefined) {
    throw new UnavailableError(
      'this kernel does not describe its types (no /sys/kernel/btf/vmlinux)',
      'use a kernel built with CONFIG_DEBUG_INFO_BTF',
    );
  }
  try {
    return decode(readBtf(btf, names));
  } catch (thrown) {
    if (!(thrown instanceof DecodeError)) throw thrown;
    throw new UnavailableError(
      `this kernel's description of its types cannot be read: ${thrown.message}`,
      '',
      { cause: thrown },
    );
  }
};
