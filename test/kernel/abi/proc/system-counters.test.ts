import { describe, expect, it } from 'vitest';
import { decodeVmstat } from '../../../../src/kernel/abi/proc/system-counters.ts';

describe('/proc/vmstat', () => {
  it('tells what moved in bytes, wherever its lines stand', () => {
    const text = 'pgpgin 5\nnr_free_pages 1\npgpgout 6\npswpin 7\npswpout 8';
    expect(decodeVmstat(text, 4096)).toEqual({
      blockRead: 5 * 1024,
      blockWrite: 6 * 1024,
      swapIn: 7 * 4096,
      swapOut: 8 * 4096,
    });
  });

  it('tells what waits to be written and what is on its way', () => {
    const text =
      'nr_dirtied 9\nnr_dirty 5\nnr_dirty_threshold 8\nnr_writeback 6\nnr_writeback_temp 7\n';
    expect(decodeVmstat(text, 4096)).toEqual({ dirty: 5 * 4096, underWay: 6 * 4096 });
  });

  it('lacks what has no line, or no number', () => {
    expect(decodeVmstat('', 4096)).toEqual({});
    expect(decodeVmstat('drop_pgpgin 5\npgpgin2 6\n', 4096)).toEqual({});
    expect(decodeVmstat('pgpgin \npgpgout x\npswpin -1\npswpout 1 2\n', 4096)).toEqual({});
  });
});
