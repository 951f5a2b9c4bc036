import { describe, expect, it } from 'vitest';
import { type Group, groupOf } from '../../../src/sample/groups/group-of.ts';

/** Paths as public reports, tests and manuals of the runtimes have them. */
const A = '9ec39b91f3d70e1beff50a308f77067065ea6be0d91a3378375056cd4422cf3d';
const B = '34dc0b5e626f2c5c4c5170e34b10e7654ce36f0fcd532739f4445baabea03376';
const POD = '74c13223-5a00-11e9-b385-42010a80018d';
const POD_ = POD.replaceAll('-', '_');
const STATIC_POD = '8a6bd65dcfc3bb4ebf8a6b2bd9b1f6e8';
const KUBE = '/kubepods.slice/kubepods-besteffort.slice';
const KUBE_POD = `${KUBE}/kubepods-besteffort-pod${POD_}.slice`;
const KIND = '/kubelet.slice/kubelet-kubepods.slice/kubelet-kubepods-burstable.slice';
const USER_1000 = '/user.slice/user-1000.slice/user@1000.service';
const ofUser = { user: 1000, slice: 'user-1000.slice' };

const RECORDED: readonly (readonly [path: string, group: Group])[] = [
  ['/', {}],
  ['/init.scope', { unit: 'init.scope' }],
  ['/system.slice/nginx.service', { unit: 'nginx.service', slice: 'system.slice' }],
  [
    '/system.slice/system-getty.slice/getty@tty1.service',
    { unit: 'getty@tty1.service', slice: 'system-getty.slice' },
  ],
  [
    '/system.slice/system-postgresql.slice/postgresql@15-main.service',
    { unit: 'postgresql@15-main.service', slice: 'system-postgresql.slice' },
  ],
  [
    '/system.slice/machina\\x2ddaemon.service',
    { unit: 'machina-daemon.service', slice: 'system.slice' },
  ],
  ['/system.slice/delegated.service/inner', { unit: 'delegated.service', slice: 'system.slice' }],
  ['/system.slice/mnt-data.mount', { unit: 'mnt-data.mount', slice: 'system.slice' }],
  [
    '/user.slice/user-1000.slice/session-3.scope',
    { ...ofUser, unit: 'session-3.scope', session: '3' },
  ],
  [
    '/user.slice/user-0.slice/session-c1.scope/inner',
    { user: 0, slice: 'user-0.slice', unit: 'session-c1.scope', session: 'c1' },
  ],
  [`${USER_1000}/init.scope`, { ...ofUser, unit: 'init.scope' }],
  [`${USER_1000}/app.slice/syncthing.service`, { ...ofUser, unit: 'syncthing.service' }],
  [
    `${USER_1000}/app.slice/app-gnome-firefox-2104.scope`,
    { ...ofUser, unit: 'app-gnome-firefox-2104.scope' },
  ],
  [`/docker/${A}`, { runtime: 'docker', container: A }],
  [
    `/system.slice/docker-${A}.scope`,
    { runtime: 'docker', container: A, unit: `docker-${A}.scope`, slice: 'system.slice' },
  ],
  [
    `${USER_1000}/user.slice/docker-${A}.scope`,
    { runtime: 'docker', container: A, unit: `docker-${A}.scope`, ...ofUser },
  ],
  [
    `/machine.slice/libpod-${A}.scope/container`,
    { runtime: 'podman', container: A, unit: `libpod-${A}.scope`, slice: 'machine.slice' },
  ],
  [
    `/machine.slice/libpod-conmon-${A}.scope`,
    { unit: `libpod-conmon-${A}.scope`, slice: 'machine.slice' },
  ],
  [
    `/machine.slice/machine-libpod_pod_${B}.slice/libpod-${A}.scope`,
    {
      ...{ runtime: 'podman', container: A, pod: B },
      ...{ unit: `libpod-${A}.scope`, slice: `machine-libpod_pod_${B}.slice` },
    },
  ],
  [`/libpod_parent/libpod-${A}`, { runtime: 'podman', container: A }],
  [
    `/system.slice/web.service/libpod-payload-${A}`,
    {
      ...{ runtime: 'podman', container: A },
      ...{ unit: 'web.service', within: 'web.service', slice: 'system.slice' },
    },
  ],
  [
    `${KUBE_POD}/cri-containerd-${A}.scope`,
    {
      ...{ runtime: 'containerd', container: A, pod: POD },
      ...{ unit: `cri-containerd-${A}.scope`, slice: `kubepods-besteffort-pod${POD_}.slice` },
    },
  ],
  [
    `${KUBE_POD}/crio-${A}.scope/container`,
    {
      ...{ runtime: 'cri-o', container: A, pod: POD },
      ...{ unit: `crio-${A}.scope`, slice: `kubepods-besteffort-pod${POD_}.slice` },
    },
  ],
  [
    `${KUBE_POD}/crio-conmon-${A}.scope`,
    { pod: POD, unit: `crio-conmon-${A}.scope`, slice: `kubepods-besteffort-pod${POD_}.slice` },
  ],
  [
    `${KUBE_POD}/docker-${A}.scope`,
    {
      ...{ runtime: 'docker', container: A, pod: POD },
      ...{ unit: `docker-${A}.scope`, slice: `kubepods-besteffort-pod${POD_}.slice` },
    },
  ],
  [
    `/kubepods.slice/kubepods-pod${STATIC_POD}.slice/cri-containerd-${A}.scope`,
    {
      ...{ runtime: 'containerd', container: A, pod: STATIC_POD },
      ...{ unit: `cri-containerd-${A}.scope`, slice: `kubepods-pod${STATIC_POD}.slice` },
    },
  ],
  [
    `${KIND}/kubelet-kubepods-burstable-pod${POD_}.slice/cri-containerd-${A}.scope`,
    {
      ...{ runtime: 'containerd', container: A, pod: POD },
      ...{ unit: `cri-containerd-${A}.scope` },
      slice: `kubelet-kubepods-burstable-pod${POD_}.slice`,
    },
  ],
  [`/kubepods/besteffort/pod${POD}/${B}`, { container: B, pod: POD }],
  [`/kubepods/pod${POD}/${B}`, { container: B, pod: POD }],
  [
    `/system.slice/containerd.service/kubepods-besteffort-pod${POD_}.slice:cri-containerd:${A}`,
    {
      ...{ runtime: 'containerd', container: A, pod: POD },
      ...{ unit: 'containerd.service', within: 'containerd.service', slice: 'system.slice' },
    },
  ],
  [`/kubepods-besteffort-pod${POD_}.slice:crio:${A}`, { runtime: 'cri-o', container: A, pod: POD }],
  [`/../crio-${A}.scope`, { runtime: 'cri-o', container: A, unit: `crio-${A}.scope` }],
  [`/ecs/8f9f9b61e5f94f1ea0e8d7e17c5fb8a5/${A}`, { container: A }],
  ['/lxc/mail', { runtime: 'lxc', container: 'mail' }],
  ['/lxc.payload.instance1/init.scope', { runtime: 'lxc', container: 'instance1' }],
  ['/lxc.payload.mail/system.slice/postfix.service', { runtime: 'lxc', container: 'mail' }],
  ['/lxc.monitor.mail', {}],
  [
    '/system.slice/lxc.payload.web-01.scope',
    {
      ...{ runtime: 'lxc', container: 'web-01' },
      ...{ unit: 'lxc.payload.web-01.scope', slice: 'system.slice' },
    },
  ],
  [
    '/machine.slice/machine-deb\\x2d12.scope/payload/system.slice/cron.service',
    {
      ...{ runtime: 'nspawn', container: 'deb-12' },
      ...{ unit: 'machine-deb-12.scope', slice: 'machine.slice' },
    },
  ],
  [
    '/machine.slice/systemd-nspawn@archlinux.service/payload',
    {
      ...{ runtime: 'nspawn', container: 'archlinux' },
      ...{ unit: 'systemd-nspawn@archlinux.service', slice: 'machine.slice' },
    },
  ],
  [
    '/machine.slice/machine-qemu\\x2d3\\x2dweb\\x2d01.scope/libvirt/emulator',
    {
      ...{ runtime: 'libvirt', container: 'web-01' },
      ...{ unit: 'machine-qemu-3-web-01.scope', slice: 'machine.slice' },
    },
  ],
];

describe('a path of a control group', () => {
  it.each(RECORDED)('%s says whose it is', (path, group) => {
    expect(groupOf(path)).toEqual(group);
  });

  it('says nothing of what a container named inside itself', () => {
    expect(groupOf(`/docker/${A}/docker-${B}.scope/user-0.slice/a.service`)).toEqual({
      runtime: 'docker',
      container: A,
    });
  });

  const inEvil = { unit: 'evil.service', slice: 'system.slice' } as const;
  const pretended = { ...inEvil, within: 'evil.service' } as const;
  it.each([
    [`docker-${A}.scope`, { ...pretended, runtime: 'docker', container: A }],
    ['lxc.payload.evil', { ...pretended, runtime: 'lxc', container: 'evil' }],
    [`user@0.service/docker-${A}.scope`, { ...pretended, runtime: 'docker', container: A }],
    [`pod${POD}/x`, { ...pretended, pod: POD }],
    ['user.slice/user-1001.slice/session-3.scope', inEvil],
    ['user@1001.service/app.slice/a.service', inEvil],
  ] as const)(
    'says of %s, which a service named in its own groups, in which it is',
    (inner, group) => {
      expect(groupOf(`/system.slice/evil.service/${inner}`)).toEqual(group);
    },
  );

  it.each([
    'session-0.scope',
    'session-0.scope/a',
    'user-0.slice/session-0.scope',
    'x/system.slice',
  ])(
    'says of %s, which a user named in the own tree, no session and no slice of the host',
    (inner) => {
      const { session, slice, user } = groupOf(`${USER_1000}/${inner}`);
      expect({ session, slice, user }).toEqual({ ...ofUser, session: undefined });
    },
  );

  it.each([
    `/docker/${A.slice(0, 11)}`,
    `/docker/${A}x`,

    '/user-x.slice',
    '/.service',
    '/.slice/..',
    'pod',
    '',
  ])('%s is of no container, pod, user or unit', (path) => {
    const { slice: _, ...group } = groupOf(path);
    expect(group).toEqual({});
  });

  it('of any length takes a moment, and is looked at as far as a path can be', () => {
    for (const piece of ['/', 'a', 'machine-', '\\x2d', '-pod', `/${A}x`, '.slice:', 'kubepods-']) {
      const began = performance.now();
      groupOf(piece.repeat(1e6 / piece.length));
      expect(performance.now() - began).toBeLessThan(500);
    }
    expect(groupOf(`${'/a'.repeat(2048)}/docker/${A}`)).toEqual({});
  });

  it('is taken apart once while there are a few hundred, and forgotten behind 2000 others', () => {
    const paths = (count: number) => Array.from({ length: count }, (_, i) => `/kept-${i}.slice`);
    const readAll = () => paths(500).map(groupOf);
    readAll();
    const second = readAll();
    expect(readAll().every((group, i) => group === second[i])).toBe(true);
    const first = groupOf('/first.slice');
    for (const path of paths(2000)) groupOf(path);
    expect(groupOf('/first.slice')).not.toBe(first);
    expect(groupOf('/first.slice')).toEqual(first);
  });
});
