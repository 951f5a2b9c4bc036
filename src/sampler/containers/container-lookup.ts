/**
 * The names of containers and pods, looked up in files on the host when a container is first seen: with a few files for each, or with one list for
 * all that are new in the same pass.
 *
 * A system's containers are root's to name. What is in a user's own tree of groups is looked for in that user's files only, which are taken for no
 * more than a name, and only where looking cannot wait (local-home.ts).
 */
import { readdirSync } from 'node:fs';
import { areFolders, readFileOf } from '../../kernel/sys/proc/foreign-file.ts';
import { localHomeOf } from '../../kernel/sys/users/local-home.ts';
import { type Group, groupOf } from '../../sample/groups/group-of.ts';
import type { Runtime } from '../../sample/groups/path-patterns.ts';
import {
  type ContainerNames,
  dockerName,
  dockerRoot,
  logLinkName,
  podFolderName,
  STORAGE_FILES,
  STORAGE_FOLDERS,
  storageNames,
  storageRoot,
} from './name-files.ts';

/** Bytes of a file that is read: of 500 containers CRI-O's list has some 600 KB. */
const MOST = 2 ** 21;
/** Bytes of all files of one user that are read in a pass, each with so many besides: who makes many containers with long files delays nobody's samples. */
const MOST_OF_A_USER = 2 ** 18;
const EACH_FILE = 2 ** 12;

type Listing = ReadonlyMap<string, ContainerNames>;

/** Whose files: the folders of docker's and of podman's and CRI-O's, and who owns them. */
type Place = {
  readonly docker: string;
  readonly storage: string;
  readonly owner: number;
  /** Of a user, who may have put links in the way to anywhere: none is followed below it. */
  readonly home?: string;
};

export class ContainerLookup {
  readonly #root: string;
  #system: Place | undefined;
  /** What was read in this pass, by folder. */
  readonly #listings = new Map<string, Listing>();
  /** Bytes that may still be read in this pass, by user. */
  readonly #left = new Map<number, number>();

  /** @param root of the host, '' for our own */
  constructor(root = '') {
    this.#root = root;
  }

  /** Begins a new interval: lists are read again when a container is looked up. */
  nextPass(): void {
    this.#listings.clear();
    this.#left.clear();
  }

  /** @param path of a control group @returns undefined: nobody has a file of it; without names: none has one yet */
  namesOf(path: string): ContainerNames | undefined {
    const group = groupOf(path);
    const { runtime, user = 0 } = group;
    const isInPod = user === 0 && group.pod !== undefined && runtime !== 'podman';
    if (group.container === undefined || NAMED.has(runtime)) return undefined;
    if (isInPod) return this.#inPod(group);
    if (runtime === 'containerd') return undefined;
    const place = user === 0 ? this.#systemPlace() : this.#placeOf(user);
    return (place && this.#in(place, group)) ?? {};
  }

  /** Whoever has no runtime in its path may be of either. */
  #in(place: Place, { container = '', runtime }: Group): ContainerNames | undefined {
    const ofDocker = runtime === 'docker' || runtime === undefined;
    const file =
      ofDocker && this.#read(place, `${place.docker}/containers/${container}/config.v2.json`);
    const named = file ? dockerName(file) : undefined;
    return runtime === 'docker' || named !== undefined
      ? named
      : this.#listed(place.storage, () => this.#storageIn(place)).get(container);
  }

  #inPod(group: Group): ContainerNames {
    const { container = '', pod = '', runtime } = group;
    const logs = `${this.#root}/var/log`;
    const linked = this.#listed(`${logs}/containers`, linksIn).get(container);
    if (linked !== undefined) return linked;
    const named = runtime === 'containerd' ? undefined : this.#in(this.#systemPlace(), group);
    return { ...this.#listed(`${logs}/pods`, podsIn).get(pod), ...named };
  }

  #listed(folder: string, list: (folder: string) => Listing): Listing {
    const known = this.#listings.get(folder) ?? list(folder);
    this.#listings.set(folder, known);
    return known;
  }

  #storageIn(place: Place): Listing {
    const files = STORAGE_FOLDERS.flatMap((folder) =>
      STORAGE_FILES.map((file) => `${place.storage}/${folder}/${file}`),
    );
    return new Map(files.flatMap((file) => [...storageNames(this.#read(place, file) ?? '')]));
  }

  #read({ owner, home }: Place, path: string): string | undefined {
    if (home === undefined) return readFileOf(path, owner, MOST);
    const left = this.#left.get(owner) ?? MOST_OF_A_USER;
    if (left <= 0 || !isReached(home, path)) return undefined;
    const text = readFileOf(path, owner, left);
    this.#left.set(owner, left - EACH_FILE - (text?.length ?? 0));
    return text;
  }

  #systemPlace(): Place {
    const told = (file: string): string => readFileOf(`${this.#root}/etc/${file}`, 0, MOST) ?? '';
    this.#system ??= {
      docker: this.#root + (dockerRoot(told('docker/daemon.json')) ?? '/var/lib/docker'),
      storage:
        this.#root +
        (storageRoot(told('containers/storage.conf')) ?? '/var/lib/containers/storage'),
      owner: 0,
    };
    return this.#system;
  }

  #placeOf(owner: number): Place | undefined {
    const home = localHomeOf(owner, this.#root);
    if (home === undefined) return undefined;
    const share = `${home}/.local/share`;
    return { docker: `${share}/docker`, storage: `${share}/containers/storage`, owner, home };
  }
}

/** Runtimes whose paths have names. */
const NAMED: ReadonlySet<Runtime | undefined> = new Set(['lxc', 'nspawn', 'libvirt']);

const isReached = (home: string, path: string): boolean =>
  areFolders(
    home,
    path
      .slice(home.length + 1)
      .split('/')
      .slice(0, -1),
  );

const linksIn = (folder: string): Listing =>
  new Map(
    filesIn(folder).flatMap((file) => {
      const { id, ...names } = logLinkName(file) ?? {};
      return id === undefined ? [] : [[id, names] as const];
    }),
  );

const podsIn = (folder: string): Listing =>
  new Map(
    filesIn(folder).flatMap((file) => {
      const { uid, podName } = podFolderName(file) ?? {};
      return uid === undefined || podName === undefined ? [] : [[uid, { podName }] as const];
    }),
  );

const filesIn = (folder: string): readonly string[] => {
  try {
    return readdirSync(folder);
  } catch {
    return []; // no Kubernetes here, or not for us to see
  }
};
