/** The I/O of one control group by the kernel's own count, how long its tasks stalled, and its limits. */
import { encodeText } from '../../../lib/text.ts';
import { type Nanoseconds, nanoseconds } from '../../../lib/units.ts';
import {
  type GroupBytes,
  type GroupLimit,
  ioMaxOf,
  ioStatOf,
  LIMITS,
  serviceBytesOf,
  throttleOf,
} from '../../abi/proc/group-io.ts';
import { cgroupMountsOf, controllerMountOf } from '../../abi/proc/mount-info.ts';
import { decodePressure } from '../../abi/proc/system-counters.ts';
import { readText } from './kernel-facts.ts';

/** Something of each of the trees that count or limit I/O: of version 2, and of version 1 that of the controller blkio. */
type OfTrees = { readonly unified?: string; readonly blkio?: string };

/** To whoever asks it is what the screen calls `GroupFigures`: neither layer may import the other. */
type GroupIo = {
  /** On a clock that only goes on. */
  readonly readAt: Nanoseconds;
  /** Absent: no io controller counts here. */
  readonly bytes?: readonly GroupBytes[];
  /** Since the group was made, the time in which some of its tasks stood still for I/O (PSI). Absent: nobody counts it. */
  readonly stalled?: Nanoseconds;
  /** Its own and those of the groups around it. */
  readonly limits: readonly (GroupLimit & {
    /** The path of a group around it that has the limit. */
    readonly of?: string;
  })[];
};

/** Where they are mounted. @param root where proc is */
export const groupTrees = (root = '/proc'): OfTrees => {
  const mounts = readText(`${root}/self/mountinfo`) ?? '';
  const [unified] = cgroupMountsOf(mounts, 2);
  const blkio = controllerMountOf(mounts, 'blkio');
  return { ...(unified && { unified }), ...(blkio && { blkio }) };
};

/** A few small files. @param paths of the group in each tree that may have it */
export const readGroupIo = (trees: OfTrees, paths: OfTrees): GroupIo => {
  const unified = (name: string): string | undefined => fileIn(trees.unified, paths.unified, name);
  const blkio = (name: string): string | undefined => fileIn(trees.blkio, paths.blkio, name);
  const stat = unified('io.stat');
  const service = blkio(`${SERVICE_BYTES}_recursive`) ?? blkio(SERVICE_BYTES);
  const stalled = decodePressure(unified('io.pressure') ?? '').some;
  return {
    readAt: nanoseconds(performance.now() * 1e6),
    ...(service !== undefined && { bytes: serviceBytesOf(service) }),
    ...(stat !== undefined && { bytes: ioStatOf(stat) }),
    ...(stalled !== undefined && { stalled }),
    limits: [
      ...limitsAround(paths.unified, (path) =>
        ioMaxOf(fileIn(trees.unified, path, 'io.max') ?? ''),
      ),
      ...limitsAround(paths.blkio, (path) =>
        LIMITS.flatMap((limit) =>
          throttleOf(fileIn(trees.blkio, path, THROTTLES[limit]) ?? '', limit),
        ),
      ),
    ],
  };
};

const SERVICE_BYTES = 'blkio.throttle.io_service_bytes';

const THROTTLES = {
  rbps: 'blkio.throttle.read_bps_device',
  wbps: 'blkio.throttle.write_bps_device',
  riops: 'blkio.throttle.read_iops_device',
  wiops: 'blkio.throttle.write_iops_device',
} as const;

/** @param path one that leads up, as of a group outside our namespace, is not followed */
const fileIn = (
  mount: string | undefined,
  path: string | undefined,
  name: string,
): string | undefined =>
  mount === undefined || path === undefined || path.split('/').includes('..')
    ? undefined
    : readText(Buffer.from(encodeText(`${mount}${path}/${name}`)));

/** Of the group, and of those around it up to the root of the tree, which has none. */
const limitsAround = (
  path: string | undefined,
  limitsOf: (path: string) => readonly GroupLimit[],
): GroupIo['limits'] => {
  const limits: GroupIo['limits'][number][] = [];
  for (let at = path?.length ?? 0; at > 0; at = (path ?? '').lastIndexOf('/', at - 1)) {
    const each = (path ?? '').slice(0, at);
    for (const limit of limitsOf(each)) limits.push(each === path ? limit : { ...limit, of: each });
  }
  return limits;
};
