import { describe, expect, it } from 'vitest';
import { netlinkDrops } from '../../../../src/kernel/abi/netlink/netlink-drops.ts';
import { decodeText } from '../../../../src/lib/text.ts';
import { KNOWN, recorded } from '../../../support/kernel/recorded.ts';
import { outcomesOfCuts, survivesRandomInput } from '../../../support/kernel/robustness.ts';

const file = recorded('proc/net-netlink');
const { inode, count } = KNOWN.drops;
const dropsOf = (bytes: Uint8Array): number | undefined => netlinkDrops(decodeText(bytes), inode);

describe('the drops of a socket', () => {
  it('are those of the line with its inode', () => {
    expect(dropsOf(file)).toBe(count);
  });

  it('are unknown when no line has it', () => {
    expect(netlinkDrops(decodeText(file), inode + 1)).toBeUndefined();
    expect(netlinkDrops('', inode)).toBeUndefined();
  });

  it('are unknown when the line is not what it should be', () => {
    expect(netlinkDrops(`a 16 0 0 0 0 0 2 many ${inode}`, inode)).toBeUndefined();
    expect(netlinkDrops(`16 0 0 0 0 2 5 ${inode}`, inode)).toBeUndefined();
  });

  it('are the true ones or unknown, wherever the file is cut', () => {
    const text = decodeText(file);
    for (let length = 0; length < text.length; length++) {
      expect([count, undefined]).toContain(netlinkDrops(text.slice(0, length), inode));
    }
    expect(new Set(outcomesOfCuts(dropsOf, file))).toEqual(new Set(['value']));
  });

  it('are a number or unknown whatever the bytes', () => {
    const line = file.subarray(file.length - 300);
    expect(() => survivesRandomInput(dropsOf, line)).not.toThrow();
  });
});
