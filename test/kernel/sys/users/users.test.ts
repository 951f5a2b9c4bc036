import { utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { NO_USER } from '../../../../src/kernel/sys/process/privileges.ts';
import { Users } from '../../../../src/kernel/sys/users/users.ts';
import { temporaryFolder } from '../../../support/test-run/temporary-folder.ts';

const fileOf = (text: string): string => {
  const path = join(temporaryFolder(), 'passwd');
  writeFileSync(path, text);
  return path;
};

describe('users', () => {
  it('have the first name of their number, and every name a number', () => {
    const users = new Users(fileOf('root:x:0:0::/:/bin/sh\ntoor:x:0:0::/:/bin/sh\n'));
    expect([users.nameOf(0), users.idOf('root'), users.idOf('toor')]).toEqual(['root', 0, 0]);
  });

  it('that are no lines of a passwd file are passed over', () => {
    const users = new Users(fileOf('\n:::\n+@netgroup\na:x:notanumber:\nb:x:-1:\nok:x:5:\n'));
    expect(users.nameOf(5)).toBe('ok');
    expect(users.nameOf(Number.NaN)).toBeUndefined();
  });

  it('are read again when the file has changed, and only then', () => {
    const path = fileOf('a:x:5:\n');
    const users = new Users(path);
    writeFileSync(path, 'b:x:5:\n');
    utimesSync(path, 1, 1);
    users.refresh();
    expect(users.nameOf(5)).toBe('b');
  });

  it('are numbers where there is no file', () => {
    expect(new Users('/nonexistent/passwd').nameOf(0)).toBeUndefined();
  });

  it('that iotop becomes are (iotop), both ways, and no program is started to ask', () => {
    const asked: number[] = [];
    const nameOf = (uid: number): undefined => void asked.push(uid);
    const users = new Users(fileOf(''), { nameOf });
    expect([users.nameOf(NO_USER), users.nameOf(1)]).toEqual(['(iotop)', undefined]);
    expect(users.idOf('(iotop)')).toBe(NO_USER);
    expect(asked).toEqual([1]);
  });

  it('nobody has heard of are unknown, also with a name that looks like an option', () => {
    const users = new Users(fileOf(''));
    expect(users.idOf('no-such-user-here')).toBeUndefined();
    expect(users.idOf('--help')).toBeUndefined();
  });
});
