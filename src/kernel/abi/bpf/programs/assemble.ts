/** Turns instructions into the bytes BPF_PROG_LOAD takes: labels into distances, map names into descriptors. */
import { assertNever } from '../../../../lib/errors.ts';
import type { Instruction } from './instruction.ts';
import type { Register } from './registers.ts';

/** Bytes of one slot: code, registers, 16-bit offset, 32-bit immediate. */
const SLOT_LENGTH = 8;

/** The source register of a 64-bit load that says: the number is a map's descriptor. Source: BPF_PSEUDO_MAP_FD */
const MAP_DESCRIPTOR = 1;
/** The same for the address of an array map's value; the offset is in the second slot. Source: BPF_PSEUDO_MAP_VALUE */
const MAP_VALUE = 2;

/**
 * @param maps descriptors by the names the instructions use
 * @throws RangeError when a label is missing or doubled, when a map is
 *   unknown, or when an offset does not fit
 */
export const assemble = (
  instructions: readonly Instruction[],
  maps: ReadonlyMap<string, number>,
): Uint8Array => {
  const { labels, slots } = placeLabels(instructions);
  const bytes = new Uint8Array(slots * SLOT_LENGTH);
  const view = new DataView(bytes.buffer);
  let slot = 0;
  for (const instruction of instructions) {
    switch (instruction.kind) {
      case 'label':
        break;
      case 'plain':
        write(view, slot, instruction, instruction.offset);
        break;
      case 'jump':
        write(view, slot, instruction, distance(labels, instruction.to, slot));
        break;
      case 'map':
        write(view, slot, mapLoad(instruction, maps), 0);
        view.setInt32((slot + 1) * SLOT_LENGTH + 4, instruction.offset ?? 0, true);
        break;
      default:
        assertNever(instruction);
    }
    slot += slotsOf(instruction);
  }
  return bytes;
};

/** How many slots an instruction takes. */
const slotsOf = (instruction: Instruction): number =>
  instruction.kind === 'label' ? 0 : instruction.kind === 'map' ? 2 : 1;

const placeLabels = (
  instructions: readonly Instruction[],
): { readonly labels: ReadonlyMap<string, number>; readonly slots: number } => {
  const labels = new Map<string, number>();
  let slots = 0;
  for (const instruction of instructions) {
    if (instruction.kind === 'label') {
      if (labels.has(instruction.name)) {
        throw new RangeError(`label ${instruction.name} is there twice`);
      }
      labels.set(instruction.name, slots);
    }
    slots += slotsOf(instruction);
  }
  return { labels, slots };
};

const distance = (labels: ReadonlyMap<string, number>, to: string, slot: number): number => {
  const at = labels.get(to);
  if (at === undefined) throw new RangeError(`no label ${to}`);
  return at - slot - 1;
};

type Encoded = {
  readonly code: number;
  readonly target: Register;
  readonly source: Register;
  readonly immediate: number;
};

const mapLoad = (
  { target, map, offset }: Extract<Instruction, { kind: 'map' }>,
  maps: ReadonlyMap<string, number>,
): Encoded => {
  const descriptor = maps.get(map);
  if (descriptor === undefined) throw new RangeError(`no map ${map}`);
  const source = offset === undefined ? MAP_DESCRIPTOR : MAP_VALUE;
  return { code: 0x18, target, source, immediate: descriptor };
};

const write = (view: DataView, slot: number, encoded: Encoded, offset: number): void => {
  if (offset < -0x8000 || offset > 0x7fff) throw new RangeError(`offset ${offset} is too far`);
  const at = slot * SLOT_LENGTH;
  view.setUint8(at, encoded.code);
  view.setUint8(at + 1, encoded.target | (encoded.source << 4));
  view.setInt16(at + 2, offset, true);
  view.setInt32(at + 4, encoded.immediate, true);
};
