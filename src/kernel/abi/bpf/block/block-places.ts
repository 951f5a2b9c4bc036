/** What the block programs must know of this kernel. Offsets are bytes from the beginning of the struct they are in. locate-block.ts finds them. */

/** A tracepoint: its BTF number, and which argument is what the program reads. */
export type Tracepoint = { readonly typeId: number; readonly argument: number };

/** Offsets in bytes. */
export type TaskPlaces = {
  readonly tid: number;
  readonly tgid: number;
  readonly startedAt: number;
  readonly flags: number;
  readonly groupLeader: number;
  /** Whether programs are given the current task as a pointer to one (Linux 5.11). */
  readonly current: 'typed' | 'number';
};

/** The number of a disk, in its two halves. */
export type DiskPlaces = { readonly major: number; readonly minor: number };

export type BioPlaces = {
  readonly sector: number;
  readonly size: number;
  readonly operation: number;
  readonly flags: number;
  /** Which of its vectors comes next, and where they are. */
  readonly index: number;
  readonly vectors: number;
  /** Pointers to follow to its disk, never a partition. */
  readonly disk: readonly number[];
};

/** From a page to the inode it belongs to. */
export type PagePlaces = {
  readonly page: number;
  /** Where a page that is not its folio's first says so, by bit 0, and how the first is found. */
  readonly head: { readonly at: number; readonly form: 'address' | 'mask' };
  readonly mapping: number;
  readonly host: number;
  readonly inode: InodePlaces;
  /** Of the inode of a block device: from it to what is 0 unless a file system is mounted from the device. Negative: the device lies before its inode. */
  readonly mounted: number;
};

export type InodePlaces = {
  readonly number: number;
  readonly generation: number;
  readonly mode: number;
  /** Points back to the address space: what has none is no inode. */
  readonly mapping: number;
};

export type DirtyPlaces = {
  readonly tracepoint: Tracepoint;
  /** Which argument is the address space. */
  readonly mapping: number;
  readonly host: number;
  readonly pages: number;
  /** Of the address space: the flags of its tree of pages, whose upper bits say whether any is dirty or being written. */
  readonly marks: number;
  readonly inode: InodePlaces;
  /** Of a folio of several pages: the bit of its flags that says so, and how many there are; absent: each counts as one page. */
  readonly large?: { readonly flags: number; readonly bit: number; readonly pages: number };
};

export type RequestPlaces = {
  readonly begin: Tracepoint;
  /** The device gets it; may be the same as `begin`. */
  readonly issue: Tracepoint;
  readonly end: Tracepoint;
  /** Which argument of `end` is how many bytes are done: then a request may end in parts. */
  readonly done: number | undefined;
  readonly bio: number;
  readonly length: number;
  readonly operation: number;
  readonly startedAt: number;
  /** 0 where the kernel keeps no statistics of the device's queue. */
  readonly issuedAt: number;
};

export type FailurePlaces = {
  readonly error: Tracepoint | undefined;
  readonly requeue: Tracepoint | undefined;
  /** Pointers to follow from a request to its disk. */
  readonly disk: readonly number[];
};

/** How a bio that was refused is told from others that end. */
export type RefusalPlaces = { readonly tracepoint: Tracepoint; readonly status: number };

/** The kernel function that holds back what goes beyond a limit of a group: which argument is the bio, and where behind them its result is. */
export type HoldPlaces = { readonly typeId: number; readonly bio: number; readonly result: number };

/** Bits of an operation; 0: this kernel has no such. `direct`: written past the page cache. */
type Flags = { readonly swap: number; readonly metadata: number; readonly direct: number };

/** The kernel function `bpf_rdonly_cast` (Linux 6.2), and types by number: see `castTask` of programs/fill-record.ts. */
export type Casts = {
  readonly function: number;
  readonly bio: number;
  readonly request: number;
  readonly mapping: number;
  readonly task: number;
};

export type BlockPlaces = {
  /** Absent: pointers are loaded from what the tracepoints give, which takes the verifier longer. */
  readonly cast?: Casts;
  readonly queue: Tracepoint;
  readonly task: TaskPlaces;
  readonly disk: DiskPlaces;
  readonly bio: BioPlaces;
  readonly flags: Flags;
  /** Absent: who dirtied a page cannot be known. */
  readonly page?: PagePlaces;
  readonly dirty?: DirtyPlaces;
  /** Absent: no times are known. */
  readonly request?: RequestPlaces;
  readonly failures?: FailurePlaces;
  readonly refusal?: RefusalPlaces;
  /** Absent: what is held back is the worker's that lets it go. */
  readonly hold?: HoldPlaces;
};
