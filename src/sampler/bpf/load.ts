/** Loads BPF programs: the one way in which the engine and the watch over descendants get theirs into the kernel. */
import { assemble } from '../../kernel/abi/bpf/programs/assemble.ts';
import type { Instruction } from '../../kernel/abi/bpf/programs/instruction.ts';
import type { MapShape } from '../../kernel/abi/bpf/programs/maps.ts';
import {
  ATTACH,
  closeDescriptor,
  createMap,
  linkIterator,
  loadProgram,
  openRawTracepoint,
} from '../../kernel/sys/bpf/bpf.ts';
import type { BpfEnvironment } from '../../kernel/sys/bpf/bpf-environment.ts';
import { SystemCallError, UnavailableError } from '../../lib/errors.ts';

/** A program and the number of the BTF type it attaches to. */
export type Program = {
  /** At most 15 characters. */
  readonly name: string;
  readonly code: readonly Instruction[];
  readonly attachTypeId: number;
  /** Where of a function of the kernel it runs; absent: it is a tracepoint's. */
  readonly at?: 'entry' | 'exit';
};

type Attachment = (typeof ATTACH)[keyof typeof ATTACH];

export class BpfLoader<MapName extends string = string> {
  /** Every descriptor made so far, in the order in which to close them: links before programs before maps. */
  readonly opened: number[] = [];
  readonly #maps = new Map<string, number>();

  /** @throws SystemCallError */
  createMaps(shapes: Readonly<Partial<Record<MapName, MapShape>>>): void {
    for (const [name, shape] of Object.entries<MapShape>(shapes as Record<string, MapShape>)) {
      this.#maps.set(name, this.#keep(createMap(shape)));
    }
  }

  /** The descriptor of a map that was created. */
  map(name: MapName): number {
    return this.#maps.get(name) as number;
  }

  /** @returns the descriptor by which passes begin @throws SystemCallError */
  linkIterator(program: Program): number {
    return this.#keep(linkIterator(this.#load(program, ATTACH.iterator)));
  }

  /** Has `make` create, load and attach; when it fails nothing of that is left, so that another try has nothing twice. */
  allOrNone<Result>(make: () => Result): Result {
    const before = this.opened.length;
    try {
      return make();
    } catch (thrown) {
      for (const fd of this.opened.splice(0, this.opened.length - before)) closeDescriptor(fd);
      throw thrown;
    }
  }

  /** Attaches the programs, of tracepoints and functions, in their order, once all of them are loaded. @throws SystemCallError */
  attachTracepoints(programs: readonly Program[]): void {
    const loaded = programs.map((program) =>
      this.#load(program, ATTACH[program.at ?? 'rawTracepoint']),
    );
    for (const program of loaded) this.#keep(openRawTracepoint(program));
  }

  /** A program that user space runs. @throws SystemCallError */
  loadRunnable(name: string, code: readonly Instruction[]): number {
    return this.#keep(loadProgram({ name, instructions: assemble(code, this.#maps) }));
  }

  #load({ name, code, attachTypeId: typeId }: Program, type: Attachment): number {
    const instructions = assemble(code, this.#maps);
    return this.#keep(loadProgram({ name, instructions, attach: { type, typeId } }));
  }

  #keep(fd: number): number {
    this.opened.unshift(fd);
    return fd;
  }
}

/**
 * Creates the maps and hands the loader to `use`; when that fails, whatever was made is closed.
 * @throws UnavailableError with what the kernel said as the cause
 */
export const withLoader = <MapName extends string, Result>(
  environment: BpfEnvironment,
  shapes: Readonly<Record<MapName, MapShape>>,
  use: (loader: BpfLoader<MapName>) => Result,
): Result => {
  const loader = new BpfLoader<MapName>();
  try {
    return loader.allOrNone(() => {
      loader.createMaps(shapes);
      return use(loader);
    });
  } catch (thrown) {
    throw thrown instanceof SystemCallError ? explain(thrown, environment) : thrown;
  }
};

const explain = (refusal: SystemCallError, environment: BpfEnvironment): UnavailableError => {
  const cause = { cause: refusal };
  if (environment.lockdown === 'confidentiality') {
    return new UnavailableError(
      `the kernel is locked down: ${refusal.message}`,
      'boot without lockdown=confidentiality',
      cause,
    );
  }
  if (refusal.code === 'EPERM') {
    return new UnavailableError(
      `the kernel does not allow BPF: ${refusal.message}`,
      'run iotop as root in the init user namespace (before Linux 5.11 also: ulimit -l unlimited)',
      cause,
    );
  }
  return new UnavailableError(`the kernel refused our BPF program: ${refusal.message}`, '', cause);
};
