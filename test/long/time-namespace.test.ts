/** In a time namespace whose boot clock is ahead or behind, tasks that end at once are counted as anywhere. */
import { execFile } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { promisify } from 'node:util';
import { expect, it, type TestContext } from 'vitest';
import { decodeSample } from '../../src/sample/stream/decode.ts';
import { chargedTo, entriesOf } from '../support/iotop/monitored.ts';
import { PROGRAM } from '../support/iotop/program.ts';
import { describeAccuracy, loopDisk, MIB, underOwnName } from '../support/load/accuracy.ts';

describeAccuracy('a time namespace', ({ folder, engines }) => {
  for (const ahead of [86_400, -20]) {
    it(`whose boot clock is ${ahead} s ahead hides no short task`, async (context: TestContext) => {
      if (!existsSync('/proc/self/ns/time')) context.skip('this kernel has no time namespaces');
      const dd = underOwnName('dd', folder);
      const write = `${dd} if=/dev/zero of=${loopDisk(8)} bs=1M count=4 oflag=direct status=none`;
      for (const engine of engines) {
        const told = join(folder, `${engine}${ahead}.json`);
        const iotop = `${process.execPath} ${PROGRAM} --json --engine ${engine} -d 0.5`;
        const script = [
          `${iotop} >${told} 2>/dev/null & iotop=$!`,
          `until [ -s ${told} ]; do sleep 0.1; done; ${write}; ${write}; sleep 1.5`,
          'kill $iotop; wait $iotop',
        ];
        const unshared = ['-T', '--boottime', `${ahead}`, '-f', 'sh', '-c', script.join('\n')];
        await promisify(execFile)('unshare', unshared);
        const samples = readFileSync(told, 'utf8').trim().split('\n').map(decodeSample);
        const own = entriesOf(samples, ({ comm }) => comm === basename(dd));
        expect(chargedTo(own).write, engine).toBe(8 * MIB);
      }
    });
  }
});
