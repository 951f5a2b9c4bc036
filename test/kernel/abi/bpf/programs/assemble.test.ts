import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { assemble } from '../../../../../src/kernel/abi/bpf/programs/assemble.ts';
import { HELPER } from '../../../../../src/kernel/abi/bpf/programs/helper-functions.ts';
import * as op from '../../../../../src/kernel/abi/bpf/programs/instruction.ts';
import { STACK } from '../../../../../src/kernel/abi/bpf/programs/maps.ts';
import { FRAME, R0, R1, R2, R7 } from '../../../../../src/kernel/abi/bpf/programs/registers.ts';
import {
  FIELD_WIDTH,
  RECORD,
  RECORD_LENGTH,
} from '../../../../../src/kernel/abi/bpf/programs/task-record.ts';
import { BpfMachine } from '../../../../support/kernel/bpf-machine.ts';

const NO_MAPS: ReadonlyMap<string, number> = new Map();

describe('the assembler', () => {
  it('writes the bytes the instruction set prescribes', () => {
    const code = assemble(
      [
        op.load(8, R7, R1, 0x1234),
        op.storeNumber(4, FRAME, -8, -1),
        op.loadMap(R1, 'map'),
        op.call(HELPER.mapLookup),
        op.exit(),
      ],
      new Map([['map', 77]]),
    );
    const hex = (bytes: Uint8Array): string =>
      [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    expect(hex(code)).toBe(
      [
        '7917341200000000',
        '620af8ffffffffff',
        '181100004d000000',
        '0000000000000000',
        '8500000001000000',
        '9500000000000000',
      ].join(''),
    );
  });

  it('jumps to the instruction behind the label, whatever lies between', () => {
    const between = fc.array(fc.constantFrom('plain', 'map', 'label'), { maxLength: 40 });
    fc.assert(
      fc.property(between, (kinds) => {
        const skipped = kinds.map((kind, i) =>
          kind === 'plain'
            ? op.moveNumber(R0, 1)
            : kind === 'map'
              ? op.loadMap(R1, 'map')
              : op.label(`unused ${i}`),
        );
        const program = [
          op.moveNumber(R0, 42),
          op.jump('end'),
          ...skipped,
          op.label('end'),
          op.exit(),
        ];
        const code = assemble(program, new Map([['map', 0]]));
        expect(new BpfMachine().run(code, 0n)).toBe(42n);
      }),
    );
  });

  it('goes back to a label', () => {
    const program = [
      op.moveNumber(R0, 0),
      op.moveNumber(R1, 3),
      op.label('again'),
      op.addNumber(R0, 7),
      op.addNumber(R1, -1),
      op.jumpIfNotZero(R1, 'again'),
      op.exit(),
    ];
    expect(new BpfMachine().run(assemble(program, NO_MAPS), 0n)).toBe(21n);
  });

  it('refuses a label that is missing or doubled, and an unknown map', () => {
    const wrong = [
      [op.jump('nowhere')],
      [op.label('twice'), op.label('twice')],
      [op.loadMap(R1, 'unknown')],
      [op.load(8, R1, R2, 0x8000)],
    ];
    for (const program of wrong) expect(() => assemble(program, NO_MAPS)).toThrow(RangeError);
  });
});

describe('a task record', () => {
  it('has no padding, and keeps its fields aligned', () => {
    let end = 0;
    for (const field of Object.keys(RECORD) as (keyof typeof RECORD)[]) {
      expect(RECORD[field]).toBe(end);
      expect(RECORD[field] % FIELD_WIDTH[field]).toBe(0);
      end += FIELD_WIDTH[field];
    }
    expect(end).toBe(RECORD_LENGTH);
    expect(RECORD_LENGTH % 4).toBe(0);
    expect(RECORD_LENGTH).toBeLessThanOrEqual(-STACK.record);
    expect(Math.abs(STACK.record % 8)).toBe(0);
  });
});
