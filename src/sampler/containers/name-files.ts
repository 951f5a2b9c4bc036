/**
 * Where container runtimes and Kubernetes keep the names that people gave containers, and how: files on the host, no socket, no API.
 *
 * Sources: containers/storage (`containers.go`: podman and CRI-O; of `--rm` the volatile one), moby (`daemon/container`: `config.v2.json`), kubelet
 * (`legacyLogSymlink`, `BuildPodLogsDirectory`), daemon.json(5), containers-storage.conf(5). Pure.
 */

/** As far as they are known; not yet sanitized: who runs a container gives it any name. */
export type ContainerNames = {
  readonly containerName?: string;
  /** `NAMESPACE/NAME`. */
  readonly podName?: string;
};

/** Folders of a storage, by its driver, and the lists in each. */
export const STORAGE_FOLDERS = ['overlay', 'vfs', 'btrfs', 'zfs'].map((of) => `${of}-containers`);
export const STORAGE_FILES = ['containers.json', 'volatile-containers.json'];

/** Names by id in such a list; of what is no such list none. */
export const storageNames = (text: string): ReadonlyMap<string, ContainerNames> => {
  const listed = parsed(text);
  const names = new Map<string, ContainerNames>();
  for (const each of Array.isArray(listed) ? listed : []) {
    const { id, names: given } = membersOf(each);
    const name = Array.isArray(given) ? nameOf(given[0]) : undefined;
    if (typeof id === 'string' && name !== undefined) names.set(id, name);
  }
  return names;
};

/** Of docker's file of one container, whose `Name` begins with a slash. */
export const dockerName = (text: string): ContainerNames | undefined => {
  const { Name: name } = membersOf(parsed(text));
  return typeof name === 'string' ? nameOf(name.replace(/^\//, '')) : undefined;
};

/** Of a link in /var/log/containers: `POD_NAMESPACE_CONTAINER-ID.log`. None of the names has an underscore. */
export const logLinkName = (
  file: string,
): (ContainerNames & { readonly id: string }) | undefined => {
  const [, pod, namespace, containerName, id] = LOG_LINK.exec(file) ?? [];
  return containerName === undefined || id === undefined
    ? undefined
    : { id, containerName, podName: `${namespace}/${pod}` };
};

const LOG_LINK = /^([^_]{1,253})_([^_]{1,63})_([^_]{1,63})-([0-9a-f]{64})\.log$/;

/** Of a folder in /var/log/pods: `NAMESPACE_POD_UID`. */
export const podFolderName = (
  folder: string,
): { readonly uid: string; readonly podName: string } | undefined => {
  const [, namespace, pod, uid] = POD_FOLDER.exec(folder) ?? [];
  return uid === undefined ? undefined : { uid, podName: `${namespace}/${pod}` };
};

const POD_FOLDER = /^([^_]{1,63})_([^_]{1,253})_([0-9a-f-]{32,36})$/;

/** Where docker was told to keep its files: `data-root` of daemon.json. @returns undefined: it was not told */
export const dockerRoot = (daemon: string): string | undefined =>
  absolute(membersOf(parsed(daemon))['data-root']);

/** The same of podman and CRI-O: `graphroot` of storage.conf. */
export const storageRoot = (conf: string): string | undefined =>
  absolute(/^\s*graphroot\s*=\s*["']([^"'\n]+)["']/m.exec(conf)?.[1]);

const absolute = (path: unknown): string | undefined =>
  typeof path === 'string' && path.startsWith('/') ? path : undefined;

/** Of a container that Kubernetes had made, CRI-O and docker have `k8s_CONTAINER_POD_NAMESPACE_UID_ATTEMPT`. */
const nameOf = (name: unknown): ContainerNames | undefined => {
  if (typeof name !== 'string' || name === '' || name.length > LONGEST) return undefined;
  const [, containerName, pod, namespace] = KUBERNETES.exec(name) ?? [];
  return containerName === undefined
    ? { containerName: name }
    : { containerName, podName: `${namespace}/${pod}` };
};

const KUBERNETES = /^k8s_([^_]+)_([^_]+)_([^_]+)_[0-9a-f-]{32,36}_\d+$/;

/** Longer names are none: docker's and podman's have no bound of their own, the stream's have. */
const LONGEST = 256;

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const membersOf = (value: unknown): Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
