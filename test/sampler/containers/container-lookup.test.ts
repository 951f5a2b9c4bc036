/** Names of containers by files as docker, podman, CRI-O and Kubernetes leave them: made by hand after what these programs publish. */
import { execFileSync } from 'node:child_process';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ContainerLookup } from '../../../src/sampler/containers/container-lookup.ts';
import { itWith } from '../../support/test-run/requires.ts';
import { makeSilentPipe } from '../../support/test-run/silent-pipe.ts';
import { temporaryFolder } from '../../support/test-run/temporary-folder.ts';

const A = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const B = '34dc0b5e626f2c5c4c5170e34b10e7654ce36f0fcd532739f4445baabea03376';
const POD = '74c13223-5a00-11e9-b385-42010a80018d';
const STORAGE = 'var/lib/containers/storage/overlay-containers';

const USER = `/user.slice/user-4711.slice/user@4711.service/user.slice`;

type Files = Readonly<Record<string, string>>;

/** A host with these files. */
const hostWith = (files: Files): string => {
  const root = temporaryFolder();
  for (const [name, text] of Object.entries(files)) {
    const path = join(root, name);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, text);
  }
  return root;
};

const namesIn = (files: Files, path: string): unknown =>
  new ContainerLookup(hostWith(files)).namesOf(path);

const docker = (name: unknown): string =>
  JSON.stringify({ StreamConfig: {}, State: { Running: true }, ID: A, Name: name, Driver: 'x' });

const stored = (...containers: readonly (readonly [id: string, name: unknown])[]): string =>
  JSON.stringify(
    containers.map(([id, name]) => ({
      ...{ id, names: [name], image: B, layer: A, created: '2026-11-28T00:16:27.07Z' },
      metadata: '{"image-name":"localhost/web:latest","name":"another"}',
      flags: { MountLabel: '', ProcessLabel: '' },
    })),
  );

const DOCKER = `var/lib/docker/containers/${A}/config.v2.json`;
const LOG = `web-7d4b.example_shop_nginx-main-${A}.log`;
const KUBE = `/kubepods.slice/kubepods-besteffort.slice/kubepods-besteffort-pod${POD.replaceAll('-', '_')}.slice`;

describe('the name of a container', () => {
  it.each([
    ['docker', { [DOCKER]: docker('/web') }, `/system.slice/docker-${A}.scope`, 'web'],
    ['docker without systemd', { [DOCKER]: docker('/web') }, `/docker/${A}`, 'web'],
    [
      'podman',
      { [`${STORAGE}/containers.json`]: stored([B, 'db'], [A, 'web']) },
      `/machine.slice/libpod-${A}.scope/container`,
      'web',
    ],
    [
      'podman run --rm',
      { [`${STORAGE}/volatile-containers.json`]: stored([A, 'web']) },
      `/libpod_parent/libpod-${A}`,
      'web',
    ],
    ['ECS, by docker', { [DOCKER]: docker('/web') }, `/ecs/task/${A}`, 'web'],
    [
      'docker elsewhere',
      {
        'etc/docker/daemon.json': '{"data-root": "/big/docker"}',
        [DOCKER.replace('var/lib', 'big')]: docker('/web'),
      },
      `/docker/${A}`,
      'web',
    ],
    [
      'docker, told no place',
      { 'etc/docker/daemon.json': '{"data-root": "docker"}', [DOCKER]: docker('/web') },
      `/docker/${A}`,
      'web',
    ],
    [
      'podman elsewhere',
      {
        'etc/containers/storage.conf': '[storage]\n# graphroot = "/no"\n graphroot = "/big/pod"\n',
        'big/pod/vfs-containers/containers.json': stored([A, 'web']),
      },
      `/machine.slice/libpod-${A}.scope`,
      'web',
    ],
  ])('is what its runtime has in its files: %s', (_, files, path, containerName) => {
    expect(namesIn(files as Files, path)).toEqual({ containerName });
  });

  it.each([
    ['containerd', `${KUBE}/cri-containerd-${A}.scope`],
    ['CRI-O', `${KUBE}/crio-${A}.scope`],
    ['docker', `${KUBE}/docker-${A}.scope`],
    ['without systemd', `/kubepods/burstable/pod${POD}/${A}`],
  ])('of Kubernetes is in the link to its log, with pod and namespace: %s', (_, path) => {
    expect(namesIn({ [`var/log/containers/${LOG}`]: '' }, path)).toEqual({
      containerName: 'nginx-main',
      podName: 'shop/web-7d4b.example',
    });
  });

  it('of Kubernetes is in the lists of CRI-O and docker too, and the pod in the folder of its logs', () => {
    const name = `k8s_nginx_web-7d4b_shop_${POD}_0`;
    const both = { containerName: 'nginx', podName: 'shop/web-7d4b' };
    const crio = { [`${STORAGE}/containers.json`]: stored([A, name]) };
    expect(namesIn(crio, `${KUBE}/crio-${A}.scope`)).toEqual(both);
    expect(namesIn({ [DOCKER]: docker(`/${name}`) }, `${KUBE}/docker-${A}.scope`)).toEqual(both);
    expect(namesIn(crio, `${KUBE}/cri-containerd-${A}.scope`)).toEqual({});
    const logs = { [`var/log/pods/shop_web-7d4b_${POD}/nginx/0.log`]: '' };
    expect(namesIn(logs, `${KUBE}/cri-containerd-${A}.scope`)).toEqual({
      podName: 'shop/web-7d4b',
    });
  });

  it('is not looked for where the path has it, or no runtime keeps one', () => {
    const files = { [`${STORAGE}/containers.json`]: stored([A, 'web']) };
    for (const path of [
      ...[
        '/',
        '/system.slice/nginx.service',
        '/lxc.payload.mail',
        '/machine.slice/machine-web.scope',
      ],
      `/system.slice/cri-containerd-${A}.scope`,
    ])
      expect(namesIn(files, path)).toBeUndefined();
  });

  it('is none where the files say none: another id, no name, too long a one, no JSON, other JSON', () => {
    for (const text of [
      ...[docker(''), docker('/'), docker(7), docker('x'.repeat(257)), '', '{', 'null', '[]', '7'],
      ...['['.repeat(100_000), '{"Name":{}}', '{"__proto__":{"Name":"/web"}}'],
    ])
      expect(namesIn({ [DOCKER]: text }, `/docker/${A}`), text.slice(0, 30)).toEqual({});
    const list = `${STORAGE}/containers.json`;
    for (const text of [
      ...[stored([B, 'web']), stored([A, '']), stored([A, 7]), '', 'null', '{}', '[null, 7, "x"]'],
      `[{"id":"${A}","names":"web"},{"id":7,"names":["web"]},{"id":"${A}"}]`,
    ])
      expect(namesIn({ [list]: text }, `/libpod-${A}`), text.slice(0, 30)).toEqual({});
    for (const link of [
      'x.log',
      `web_shop-${A}.log`,
      `a_b_c_d-${A}.log`,
      `a_b_c-${A}.txt`,
      `a_b_-${A}.log`,
    ])
      expect(namesIn({ [`var/log/containers/${link}`]: '' }, `${KUBE}/crio-${A}.scope`)).toEqual(
        {},
      );
  });

  it('is taken as it is, for whoever shows it makes it harmless', () => {
    const name = '\u001b[2J\u202e☃ "web"\n';
    expect(namesIn({ [DOCKER]: docker(`/${name}`) }, `/docker/${A}`)).toEqual({
      containerName: name,
    });
  });

  it('is none where something else than a file of bounded size is in its place, and nobody waits', () => {
    const placed = (make: (path: string) => void): unknown => {
      const root = hostWith({ 'outside.json': docker('/outside') });
      const path = join(root, DOCKER);
      mkdirSync(dirname(path), { recursive: true });
      make(path);
      return new ContainerLookup(root).namesOf(`/docker/${A}`);
    };
    expect(placed(makeSilentPipe)).toEqual({});
    expect(placed((path) => mkdirSync(path))).toEqual({});
    expect(placed((path) => symlinkSync('../../../../../outside.json', path))).toEqual({});
    expect(placed((path) => symlinkSync('/dev/zero', path))).toEqual({});
    const padded = (bytes: number): string => docker('/web').padEnd(bytes);
    expect(placed((path) => writeFileSync(path, padded(2 ** 21)))).toEqual({
      containerName: 'web',
    });
    expect(placed((path) => writeFileSync(path, padded(2 ** 21 + 1)))).toEqual({});
    expect(placed((path) => writeFileSync(path, padded(10_000_000)))).toEqual({});
  });

  it("of a user's is in the home that /etc/passwd names, and in no other place", () => {
    const passwd = `root:x:0:0::/root:/bin/sh\nann:x:4711:4711::/home/ann:/bin/sh\n`;
    const own = 'home/ann/.local/share/containers/storage/overlay-containers/containers.json';
    const ownDocker = DOCKER.replace('var/lib', 'home/ann/.local/share');
    const systems = {
      [`${STORAGE}/containers.json`]: stored([A, 'system']),
      [DOCKER]: docker('/s'),
    };
    const paths = [`${USER}/libpod-${A}.scope`, `${USER}/docker-${A}.scope`];
    const namesOf = (files: Files): readonly unknown[] =>
      paths.map((path) => namesIn({ ...systems, ...files }, path));
    const users = { [own]: stored([A, 'mine']), [ownDocker]: docker('/mine') };
    expect(namesOf({ 'etc/passwd': passwd, ...users })).toEqual(
      paths.map(() => ({ containerName: 'mine' })),
    );
    expect(namesOf({ 'etc/passwd': passwd })).toEqual([{}, {}]);
    expect(namesOf({ 'etc/passwd': passwd.replace('4711', '4712'), ...users })).toEqual([{}, {}]);
    expect(namesOf(users)).toEqual([{}, {}]);
    // A group that a user names after another's slice is still that user's.
    expect(
      namesIn({ 'etc/passwd': passwd, ...users }, `${USER}/user-1.slice/libpod-${A}.scope`),
    ).toEqual({ containerName: 'mine' });
  });

  it('of a user is not looked for through a link, wherever it leads', () => {
    const root = hostWith({
      'etc/passwd': 'ann:x:4711:4711::/home/ann:/bin/sh\n',
      'elsewhere/containers/storage/overlay-containers/containers.json': stored([A, 'mine']),
      'home/ann/.local/x': '',
    });
    symlinkSync(join(root, 'elsewhere'), join(root, 'home/ann/.local/share'));
    expect(new ContainerLookup(root).namesOf(`${USER}/libpod-${A}.scope`)).toEqual({});
  });

  // 256 KiB in a pass, each file with 4 KiB besides.
  it.each([
    ['long', 100_000, 2],
    ['short', 0, 62],
  ])(
    'of a user costs nobody else time, however many containers with %s files the user makes',
    (_, length, most) => {
      const id = (i: number): string => i.toString(16).padStart(64, '0');
      const text = `${docker('/x').slice(0, -1)},"Rest":"${'x'.repeat(length)}"}`;
      const folder = 'home/ann/.local/share/docker/containers';
      const files = Array.from({ length: 80 }, (_, i) => [
        `${folder}/${id(i)}/config.v2.json`,
        text,
      ]);
      const lookup = new ContainerLookup(
        hostWith({
          'etc/passwd': 'ann:x:4711:4711::/home/ann:/bin/sh\n',
          ...Object.fromEntries(files),
          [DOCKER]: docker('/web'),
        }),
      );
      const named = (): number =>
        files.filter(
          (_, i) => 'containerName' in (lookup.namesOf(`${USER}/docker-${id(i)}.scope`) ?? {}),
        ).length;
      expect(named()).toBe(most);
      expect(lookup.namesOf(`/docker/${A}`)).toEqual({ containerName: 'web' });
      lookup.nextPass();
      expect(named()).toBe(most);
    },
  );

  itWith(['root'], 'is none in a file that neither root nor the user owns', () => {
    const root = hostWith({ [DOCKER]: docker('/web') });
    execFileSync('chown', ['65534', join(root, DOCKER)]);
    // Whoever looks is root, whom a file of somebody else does not convince.
    expect(new ContainerLookup(root).namesOf(`/docker/${A}`)).toEqual({});
  });

  it('is looked for in a list that is read once in a pass, and anew in the next', () => {
    const root = hostWith({ [`${STORAGE}/containers.json`]: stored([A, 'web']) });
    const lookup = new ContainerLookup(root);
    const named = (id: string): unknown => lookup.namesOf(`/machine.slice/libpod-${id}.scope`);
    expect(named(A)).toEqual({ containerName: 'web' });
    writeFileSync(join(root, STORAGE, 'containers.json'), stored([A, 'other'], [B, 'db']));
    expect([named(A), named(B)]).toEqual([{ containerName: 'web' }, {}]);
    lookup.nextPass();
    expect([named(A), named(B)]).toEqual([{ containerName: 'other' }, { containerName: 'db' }]);
  });

  it('of each of 500 is known in less than a second', () => {
    const ids = Array.from({ length: 500 }, (_, i) => i.toString(16).padStart(64, '0'));
    const list = stored(...ids.map((id) => [id, `web-${id.slice(-3)}`] as const));
    const lookup = new ContainerLookup(hostWith({ [`${STORAGE}/containers.json`]: list }));
    const began = performance.now();
    for (const id of ids)
      expect(lookup.namesOf(`/libpod-${id}`)).toEqual({ containerName: `web-${id.slice(-3)}` });
    expect(performance.now() - began).toBeLessThan(1000);
  });
});
