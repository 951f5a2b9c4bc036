/**
 * How container runtimes and Kubernetes name the control groups they make: a row each way, of one part of a path.
 *
 * Sources: runc and crun (`PREFIX-ID.scope`, `SLICE:PREFIX:ID` where they were told of systemd and do without), moby (`docker`), containers/podman
 * (`libpod`), cri-o (`crio`), containerd (`cri-containerd`), kubelet's cgroup manager (`kubepods`), lxc.container.conf(5) (`lxc.payload`),
 * systemd-nspawn(1) and libvirt (`machine-NAME.scope`).
 */

export type Runtime = 'docker' | 'podman' | 'containerd' | 'cri-o' | 'lxc' | 'nspawn' | 'libvirt';

type PathPattern = {
  /** Of the part itself, with a group named container, pod or both. */
  readonly part: RegExp;
  /** Of the part before it; absent: any. */
  readonly within?: RegExp;
  /** Absent: the path does not say it. */
  readonly runtime?: Runtime;
};

/** The first that matches a part counts. The processes that watch over a container (conmon, lxc.monitor) are not in it. */
export const PATH_PATTERNS: readonly PathPattern[] = [
  { part: /^docker-(?<container>[0-9a-f]{12,64})\.scope$/, runtime: 'docker' },
  { part: /^(?<container>[0-9a-f]{12,64})$/, within: /^docker$/, runtime: 'docker' },
  { part: /^libpod-(?:payload-)?(?<container>[0-9a-f]{12,64})(?:\.scope)?$/, runtime: 'podman' },
  {
    part: /^(?:machine-|user-)?libpod_pod_(?<pod>[0-9a-f]{12,64})(?:\.slice)?$/,
    runtime: 'podman',
  },
  {
    part: /^(?:cri-containerd|nerdctl)-(?<container>[0-9a-f]{12,64})\.scope$/,
    runtime: 'containerd',
  },
  { part: /^crio-(?<container>[0-9a-f]{12,64})(?:\.scope)?$/, runtime: 'cri-o' },
  {
    part: /-pod(?<pod>[0-9a-f_-]{32,36})\.slice:cri-containerd:(?<container>[0-9a-f]{12,64})$/,
    runtime: 'containerd',
  },
  {
    part: /-pod(?<pod>[0-9a-f_-]{32,36})\.slice:crio:(?<container>[0-9a-f]{12,64})$/,
    runtime: 'cri-o',
  },
  { part: /^[^:]*:cri-containerd:(?<container>[0-9a-f]{12,64})$/, runtime: 'containerd' },
  { part: /kubepods(?:-burstable|-besteffort)?-pod(?<pod>[0-9a-f_-]{32,36})\.slice$/ },
  { part: /^pod(?<pod>[0-9a-f-]{32,36})$/ },
  { part: /^lxc\.payload\.(?<container>.+?)(?:\.scope)?$/, runtime: 'lxc' },
  { part: /^(?<container>.+)$/, within: /^lxc(?:\.payload)?$/, runtime: 'lxc' },
  { part: /^machine-(?:qemu|lxc)\\x2d\d+\\x2d(?<container>.+)\.scope$/, runtime: 'libvirt' },
  { part: /^machine-(?<container>.+)\.scope$/, runtime: 'nspawn' },
  { part: /^systemd-nspawn@(?<container>.+)\.service$/, runtime: 'nspawn' },
  // As Kubernetes without systemd does it, for whichever runtime, and Amazon ECS.
  { part: /^(?<container>[0-9a-f]{64})$/ },
];
