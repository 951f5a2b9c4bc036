/** Names of users that a name service alone knows; the program that asks it is a script of the test's. */
import { chmodSync, mkdirSync, readFileSync, renameSync, unlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NameService } from '../../../../src/kernel/sys/users/name-service.ts';
import { Users } from '../../../../src/kernel/sys/users/users.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';
import { until } from '../../../support/test-run/until.ts';

/** A getent that knows jdoe (70001) and jroe (70002), and notes each call. */
const serviceOf = (script = KNOWS): { getent: string; calls: () => string[] } => {
  const folder = temporaryFolder();
  const getent = join(folder, 'getent');
  const log = join(folder, 'calls');
  writeFileSync(log, '');
  writeFileSync(getent, `#!/bin/sh\necho "$*" >>${log}\n${script}\n`);
  chmodSync(getent, 0o755);
  return { getent, calls: () => readFileSync(log, 'utf8').trimEnd().split('\n') };
};

const KNOWS = `
for id; do
  [ "$id" = 70001 ] && echo jdoe:x:70001:70001:J:/:/bin/sh
  [ "$id" = 70002 ] && echo jroe:x:70002:70002:J:/:/bin/sh
done
exit 2`;

describe('the name service', () => {
  it('is asked where /etc/passwd has no name, and nobody waits for it', async () => {
    const { getent } = serviceOf();
    const users = new Users('/nonexistent/passwd', new NameService({ getent }));
    expect(users.nameOf(70001)).toBeUndefined();
    await until(() => users.nameOf(70001) !== undefined);
    expect(users.nameOf(70001)).toBe('jdoe');
  });

  it('is asked once about all who were unknown in one pass, also where it knows but some of them', async () => {
    const { getent, calls } = serviceOf();
    const service = new NameService({ getent });
    for (const uid of [70001, 5, 70002]) service.nameOf(uid);
    await until(() => service.nameOf(70002) !== undefined);
    expect([service.nameOf(70001), service.nameOf(5)]).toEqual(['jdoe', undefined]);
    expect(calls()).toEqual(['passwd -- 70001 5 70002']);
  });

  it('is asked about an unknown user again after a minute, and not before', async () => {
    let now = 0;
    const { getent, calls } = serviceOf();
    const service = new NameService({ getent, now: () => now });
    service.nameOf(5);
    service.nameOf(70001);
    await until(() => service.nameOf(70001) !== undefined);
    now = 59_999;
    service.nameOf(5);
    service.nameOf(70002);
    await until(() => service.nameOf(70002) !== undefined);
    now = 60_000;
    service.nameOf(5);
    service.nameOf(5);
    await until(() => calls().length === 3);
    expect(calls()).toEqual(['passwd -- 5 70001', 'passwd -- 70002', 'passwd -- 5']);
  });

  it('is asked afterwards about whoever turns up while it is asked', async () => {
    const { getent, calls } = serviceOf();
    const service = new NameService({ getent });
    service.nameOf(70001);
    await until(() => calls()[0] !== '');
    service.nameOf(70002);
    await until(() => service.nameOf(70002) !== undefined);
    expect(service.nameOf(70001)).toBe('jdoe');
  });

  it('that cannot be started is asked again after a minute, and ends nothing', async () => {
    let now = 0;
    const { getent } = serviceOf();
    const folder = join(temporaryFolder(), 'bin');
    writeFileSync(folder, 'a file where a folder should be');
    const service = new NameService({ getent: join(folder, 'getent'), now: () => now });
    service.nameOf(70001);
    await new Promise((done) => setTimeout(done, 50));
    unlinkSync(folder);
    mkdirSync(folder);
    renameSync(getent, join(folder, 'getent'));
    now = 60_000;
    await until(() => service.nameOf(70001) !== undefined);
    expect(service.nameOf(70001)).toBe('jdoe');
  });

  it('that is not on this machine is not asked again', async () => {
    let now = 0;
    const { getent, calls } = serviceOf();
    const missing = new NameService({ getent: `${getent}-missing`, now: () => now });
    missing.nameOf(70001);
    // One that is there has answered: the other's failure is known.
    const first = new NameService({ getent });
    await until(() => first.nameOf(70001) !== undefined);
    renameSync(getent, `${getent}-missing`);
    now = 1e9;
    missing.nameOf(70001);
    const second = new NameService({ getent: `${getent}-missing` });
    await until(() => second.nameOf(70001) !== undefined);
    expect(calls()).toHaveLength(2);
  });

  it('is not asked about a user that is unknown itself', () => {
    const { getent, calls } = serviceOf();
    expect(new NameService({ getent }).nameOf(Number.NaN)).toBeUndefined();
    expect(calls()).toEqual(['']);
  });
});
