import { fstatSync, openSync } from 'node:fs';
import { expect, it } from 'vitest';
import { closeDescriptor } from '../../../src/kernel/sys/bpf/bpf.ts';
import { BpfLoader } from '../../../src/sampler/bpf/load.ts';

it('of what was made in vain nothing is left open, and of what was made before all is', () => {
  const loader = new BpfLoader();
  const open = (): number => openSync('/dev/null', 'r');
  const [kept, ...vain] = [open(), open(), open()];
  loader.opened.unshift(kept as number);
  const refusal = new Error('refused');
  expect(() =>
    loader.allOrNone(() => {
      loader.opened.unshift(...vain);
      throw refusal;
    }),
  ).toThrow(refusal);
  expect(loader.opened).toEqual([kept]);
  for (const fd of vain) expect(() => fstatSync(fd)).toThrow('EBADF');
  closeDescriptor(kept as number);
});
