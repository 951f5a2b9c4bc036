/** What was found out about a machine. diagnosis.ts says what follows from it. */
import type { Gap } from '../../sample/gap.ts';
import type { EngineName, Increase } from '../../sample/sample.ts';
import type { WriteSums } from '../totals/write-charges.ts';

/** Fields of which one pass over a living task shows whether the engine knows them. */
export type ProbedField = Exclude<keyof Increase, 'ioWait' | 'swapWait'> | 'cgroup';

/** One engine, tried. */
export type EngineFacts =
  | WorkingEngine
  | {
      readonly kind: 'unavailable';
      readonly engine: EngineName;
      readonly reason: string;
      /** What to do, or '' when nothing helps. */
      readonly remedy: string;
    };

export type WorkingEngine = {
  readonly kind: 'works';
  readonly engine: EngineName;
  /** Which tasks its passes ask for; absent: all, always. */
  readonly passes?: string;
  /** What it cannot give: always, and in the one pass that was made. */
  readonly gaps: readonly Gap[];
  /** The fields that it knew of our own task. */
  readonly known: ReadonlySet<string>;
};

/** The capabilities that let iotop see more, as capabilities(7) names them. */
export type KnownCapability =
  | 'CAP_BPF'
  | 'CAP_NET_ADMIN'
  | 'CAP_PERFMON'
  | 'CAP_SYS_ADMIN'
  | 'CAP_SYS_PTRACE';

export type MachineFacts = {
  /** Such as `6.18.44`; absent: unknown. */
  readonly release?: string;
  /** As Node names it: x64, arm64. */
  readonly architecture: string;
  /** Why koffi cannot make system calls, without which no engine works; absent: it can. */
  readonly systemCalls?: { readonly reason: string; readonly remedy: string };
  /** Effective user. */
  readonly uid: number;
  /** Those that iotop has, in its user namespace; absent: unknown. */
  readonly capabilities?: readonly KnownCapability[];
  /** Whether each namespace is the first one; absent: unknown. */
  readonly initNamespaces: {
    readonly user?: boolean;
    readonly pid?: boolean;
    readonly network?: boolean;
  };
  /** /proc: absent when it is not mounted; `hides`: its option that keeps others' tasks from us. */
  readonly proc?: { readonly hides?: string };
  /** The kernel counts each task's I/O. */
  readonly ioAccounting: boolean;
  /** Whose waits the kernel counts: of all tasks, of those born while the switch is on, or none; absent: this kernel cannot. */
  readonly delayAccounting?: 'always' | 'on' | 'off';
  /** The kernel measures stalls (PSI). */
  readonly pressure: boolean;
  /** Since boot; absent: unknown. */
  readonly writes?: WriteSums;
  /** Best first. */
  readonly engines: readonly EngineFacts[];
};
