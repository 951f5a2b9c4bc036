/** The packaged units under the real systemd, as process 1 of namespaces of its own. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { basename, join, resolve } from 'node:path';
import { expect, it } from 'vitest';
import { NODE } from '../support/iotop/program.ts';
import { UNIT_FILE, WATCH_UNIT_FILE } from '../support/iotop/unit-file.ts';
import { readFolder } from '../support/recordings/recordings.ts';
import { place } from '../support/test-run/place.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { temporaryFolder } from '../support/test-run/temporary-folder.ts';

const MACHINE = resolve(import.meta.dirname, '../support/programs/systemd-machine');

type About = {
  /** Settings of the service beside the unit's. */
  readonly more?: string;
  readonly unit?: readonly [file: string, name: string];
  /** For what the script writes, and with what is to be in /etc. */
  readonly out?: string;
};

/** Runs a script on such a machine; the folder that it wrote into. */
const onMachine = (script: string, about: About = {}): string => {
  const { more = '', unit = [UNIT_FILE, basename(UNIT_FILE)], out = temporaryFolder() } = about;
  const [file, name] = unit;
  const path = join(out, 'script');
  writeFileSync(path, script);
  const args = ['-m', '--propagation', 'private', '--', MACHINE, out, place().program, NODE];
  execFileSync('unshare', [...args, file, path, name], {
    env: { ...process.env, MORE: more },
    stdio: 'ignore',
    timeout: 80_000,
  });
  const said = (name: string): string => readFileSync(join(out, name), 'utf8');
  expect(said('status'), `${said('script.log')}${said('service')}${said('systemd')}`).toBe('0\n');
  return out;
};

const WAIT_FOR = `
wait_for() { for i in $(seq 200); do if "$@" 2> /dev/null; then return; fi; sleep 0.1; done; echo "in vain: $*"; return 1; }
`;

/** Waits for two blocks, then ends the service and copies what it recorded. */
const RECORD = `${WAIT_FOR}
main_pid() { systemctl show -p MainPID --value iotop-record; }
recorded() { [ "$(cat /var/log/iotop/*.gz | wc -c)" -gt 100 ]; }
finish() {
  systemctl stop iotop-record
  systemctl show -p Result,ExecMainStatus,NRestarts iotop-record > $OUT/end
  cp -rL /var/log/iotop $OUT/recording
}
wait_for recorded
`;

const ENDED_WELL = /^Result=success$(.|\n)*^NRestarts=0$(.|\n)*^ExecMainStatus=0$/m;

describeWith(
  ['root', 'systemd', 'systemd-init', 'overlay', 'util-linux'],
  'the packaged unit that records',
  () => {
    it('records, for a group to read and nobody else, and ends well', async () => {
      const out = onMachine(`${RECORD}
stat -c '%A %U %G' /var/log/iotop /var/log/iotop/*.gz > $OUT/modes
member="setpriv --reuid=65534 --regid=65534 --groups=$(getent group adm | cut -d: -f3)"
$member cat /var/log/iotop/*.gz > $OUT/read-by-group
! setpriv --reuid=65534 --regid=65534 --clear-groups cat /var/log/iotop/*.gz
$member node /opt/iotop/dist/iotop.js report /var/log/iotop > $OUT/report
finish`);
      const read = (name: string): string => readFileSync(join(out, name), 'utf8');
      expect(read('modes')).toBe('drwxr-x--- root adm\n-rw-r----- root adm\n');
      expect(read('read-by-group').length).toBeGreaterThan(100);
      expect(read('report')).toMatch(/ samples of /);
      expect(read('end')).toMatch(ENDED_WELL);
      const { samples, damage } = await readFolder(join(out, 'recording'));
      expect(damage).toEqual([]);
      expect(samples.length).toBeGreaterThan(4);
    });

    it('is shut in: the system is read-only, devices and homes are out of sight', () => {
      const out = onMachine(`${RECORD}
inside() { nsenter --target=$(main_pid) --mount -- "$@"; }
! inside touch /etc/x 2> /dev/null
! inside touch /usr/x 2> /dev/null
! inside touch /proc/sys/kernel/task_delayacct 2> /dev/null
inside touch /var/log/iotop/x
inside rm /var/log/iotop/x
inside ls /root /home > $OUT/homes 2> /dev/null || true
inside ls /dev > $OUT/devices
grep -E '^(CapEff|NoNewPrivs|Seccomp):' /proc/$(main_pid)/status > $OUT/rights
finish`);
      const read = (name: string): string => readFileSync(join(out, name), 'utf8');
      expect(read('devices').split('\n')).not.toContain('kmsg');
      expect(read('devices').split('\n')).toContain('null');
      expect(
        read('homes')
          .replace(/\/(root|home):/g, '')
          .trim(),
      ).toBe('');
      // Of what the unit gives, NET_ADMIN is needed on: in this PID namespace taskstats it is.
      expect(read('rights')).toBe('CapEff:\t0000000000001000\nNoNewPrivs:\t1\nSeccomp:\t2\n');
    });

    it('goes on in the same segment when it is started again', async () => {
      const script = `${RECORD}
systemctl kill -s KILL iotop-record
wait_for sh -c '[ $(systemctl show -p NRestarts --value iotop-record) = 1 ]'
size=$(cat /var/log/iotop/*.gz | wc -c)
wait_for sh -c "[ \\$(cat /var/log/iotop/*.gz | wc -c) -gt $size ]"
ls /var/log/iotop/*.gz > $OUT/segments
finish`;
      // After five seconds, where nobody waits for it.
      const out = onMachine(script, { more: 'RestartSec=100ms' });
      const { damage } = await readFolder(join(out, 'recording'));
      expect(damage).toEqual([]);
    });

    it('records under a user that systemd makes up, whose folder is a link', async () => {
      const out = onMachine(`${RECORD} finish`, { more: 'User=iotop-record\nDynamicUser=yes' });
      expect(readFileSync(join(out, 'end'), 'utf8')).toMatch(ENDED_WELL);
      expect((await readFolder(join(out, 'recording'))).samples.length).toBeGreaterThan(4);
    });
  },
);

describeWith(
  ['root', 'systemd', 'systemd-init', 'overlay', 'util-linux'],
  'the packaged unit that watches',
  () => {
    it('says in a line what it saw, starts the command, records, and ends well', async () => {
      const out = temporaryFolder();
      mkdirSync(join(out, 'etc/iotop'), { recursive: true });
      writeFileSync(
        join(out, 'etc/iotop/watch-disk.conf'),
        `EXPRESSION="comm = dd and write > 1M for 10ms"
OPTIONS=--period=1s --record=/var/log/iotop-watch/disk --after=1s
COMMAND=tee -a "$(touch /var/log/iotop-watch/made)" /var/log/iotop-watch/fired
`,
      );
      const script = `${WAIT_FOR}
# One that lives long: here tasks are seen at each refresh, not at their end.
(for i in $(seq 300); do head -c 1M /dev/zero; sleep 0.1; done) | dd of=$OUT/written bs=1M iflag=fullblock oflag=direct &
wait_for test -s /var/log/iotop-watch/fired
sleep 3
systemctl stop iotop-watch@disk
systemctl show -p Result,ExecMainStatus,NRestarts iotop-watch@disk > $OUT/end
[ ! -e /var/log/iotop-watch/made ]
cp /var/log/iotop-watch/fired $OUT/fired
cp -rL /var/log/iotop-watch/disk $OUT/recording`;
      onMachine(script, { out, unit: [WATCH_UNIT_FILE, 'iotop-watch@disk.service'] });
      const read = (name: string): string => readFileSync(join(out, name), 'utf8');
      expect(read('end')).toMatch(ENDED_WELL);
      expect(read('service')).toMatch(
        / dd \d+: write [\d.]+ \w\/s \(comm = dd and write > 1M for 10ms\)$/m,
      );
      const [first = ''] = read('fired').split('\n');
      expect(JSON.parse(first).subjects[0].comm).toBe('dd');
      const { samples, damage } = await readFolder(join(out, 'recording'));
      expect(damage).toEqual([]);
      expect(samples.flatMap(({ tasks }) => tasks).some(({ comm }) => comm === 'dd')).toBe(true);
    });
  },
);
