/** What a machine lets iotop see, what is missing, and what to do about it. */
import type { EngineName } from '../../sample/sample.ts';
import { ABILITIES } from './abilities.ts';
import type { MachineFacts, WorkingEngine } from './machine-facts.ts';
import { type Finding, type Outcome, REQUIREMENTS } from './requirements.ts';

export type EngineDiagnosis = {
  readonly engine: EngineName;
  readonly outcome: Outcome;
  /** What it lets iotop show; empty when it does not work. */
  readonly abilities: readonly Finding[];
};

export type Diagnosis = {
  readonly requirements: readonly Finding[];
  /** Best first. */
  readonly engines: readonly EngineDiagnosis[];
  /** The engine iotop takes when none is asked for; absent: none works. */
  readonly chosen?: EngineName;
  /** Titles of what is essential and missing. Empty: every task of every user is seen in full, except `hidden`. */
  readonly missing: readonly string[];
  /** Tasks that the chosen engine does not see, as parts of a sentence. */
  readonly hidden: readonly string[];
};

export const diagnose = (facts: MachineFacts): Diagnosis => {
  const requirements = REQUIREMENTS.map(({ check, ...row }) => ({ ...row, outcome: check(facts) }));
  const engines = facts.engines.map((engine): EngineDiagnosis => {
    const name = engine.engine;
    if (engine.kind === 'works') {
      const outcome: Outcome = { kind: 'found', detail: engine.passes ?? '' };
      return { engine: name, outcome, abilities: abilitiesOf(engine, facts) };
    }
    const { reason, remedy } = engine;
    return { engine: name, outcome: { kind: 'missing', reason, remedy }, abilities: [] };
  });
  const chosen = engines.find(({ outcome }) => outcome.kind === 'found');
  const findings: readonly Finding[] = [...requirements, ...(chosen?.abilities ?? [])];
  return {
    requirements,
    engines,
    ...(chosen !== undefined && { chosen: chosen.engine }),
    missing: [
      ...(chosen === undefined ? ['An engine that works'] : []),
      ...findings.filter(isEssentialAndMissing).map(({ title }) => title),
    ],
    hidden: findings.flatMap(({ outcome, hidden }) =>
      outcome.kind === 'missing' && hidden !== undefined ? [hidden] : [],
    ),
  };
};

const abilitiesOf = (engine: WorkingEngine, facts: MachineFacts): readonly Finding[] =>
  ABILITIES.map(({ check, ...row }) => ({ ...row, outcome: check(engine, facts) }));

const isEssentialAndMissing = ({ weight, outcome }: Finding): boolean =>
  weight === 'essential' && outcome.kind === 'missing';
