/** A diagnosis as text for people and as JSON for programs. */
import { defined } from '../lib/defined.ts';
import type { Diagnosis, EngineDiagnosis } from '../model/doctor/diagnosis.ts';
import type { Finding, Outcome } from '../model/doctor/requirements.ts';
import { sanitize } from './text/sanitize.ts';

/** The `version` of the JSON; raised when a field changes its meaning. */
const VERSION = 1;

/** Lines of `Found` and `Not found`, the latter with what to do. Ends in a line feed. */
export const renderDiagnosis = (diagnosis: Diagnosis): string => {
  const { requirements, engines, chosen, missing, hidden } = diagnosis;
  const abilities = engines.find(({ engine }) => engine === chosen)?.abilities ?? [];
  const sections = [
    requirements.flatMap(findingLines),
    ['Engines, best first', ...engines.flatMap((engine) => engineLines(engine, diagnosis))],
    chosen === undefined ? [] : [`What ${chosen} shows`, ...abilities.flatMap(findingLines)],
    [verdict(missing, hidden)],
  ];
  return sections
    .filter((lines) => lines.length > 0)
    .map((lines) => `${lines.map(sanitize).join('\n')}\n`)
    .join('\n');
};

/** One JSON object on one line, ending in a line feed. A field that is absent is unknown or does not apply. */
export const diagnosisJson = (diagnosis: Diagnosis): string => {
  const { requirements, engines, chosen, missing } = diagnosis;
  const document = {
    version: VERSION,
    complete: missing.length === 0,
    missing,
    ...defined({ engine: chosen }),
    requirements: requirements.map(findingObject),
    engines: engines.map(({ engine, outcome, abilities }) => ({
      name: engine,
      ...outcomeObject(outcome),
      abilities: abilities.map(findingObject),
    })),
  };
  return `${JSON.stringify(document)}\n`;
};

const FOUND = 'Found      ';
const NOT_FOUND = 'Not found  ';
const INDENT = ' '.repeat(NOT_FOUND.length);

const findingLines = ({ title, outcome }: Finding): readonly string[] =>
  outcomeLines(title, outcome);

const outcomeLines = (title: string, outcome: Outcome): readonly string[] => {
  if (outcome.kind === 'found') {
    return [`${FOUND}${title}${outcome.detail === '' ? '' : `: ${outcome.detail}`}`];
  }
  const problem = `${NOT_FOUND}${title}: ${outcome.reason}`;
  return outcome.remedy === '' ? [problem] : [problem, `${INDENT}-> ${outcome.remedy}`];
};

const engineLines = (
  { engine, outcome, abilities }: EngineDiagnosis,
  { requirements, chosen }: Diagnosis,
): readonly string[] => {
  if (outcome.kind === 'missing') {
    const alreadySaid = requirements.some(({ id }) => id === engine);
    return alreadySaid ? [`${NOT_FOUND}${engine}: see above`] : outcomeLines(engine, outcome);
  }
  const lacking = abilities.filter((one) => one.outcome.kind === 'missing');
  const without = lacking.map(({ title }) => withinSentence(title)).join(', ');
  const remarks = [
    ...(engine === chosen ? ['iotop takes this one'] : []),
    ...(outcome.detail === '' ? [] : [outcome.detail]),
    ...(without === '' ? [] : [`without ${without}`]),
  ];
  return outcomeLines(engine, { kind: 'found', detail: remarks.join('; ') });
};

/** A title inside a sentence: `time waiting for I/O`. */
const withinSentence = (title: string): string => title.charAt(0).toLowerCase() + title.slice(1);

const verdict = (missing: readonly string[], hidden: readonly string[]): string => {
  if (missing.length > 0) return `Missing: ${missing.join('; ')}.`;
  const but = hidden.length === 0 ? '' : ` but ${hidden.join(' and ')}`;
  return `Nothing essential is missing: iotop sees every task of every user${but}.`;
};

const findingObject = ({ id, title, weight, outcome }: Finding): object => ({
  id,
  title,
  essential: weight === 'essential',
  ...outcomeObject(outcome),
});

const outcomeObject = (outcome: Outcome): object =>
  outcome.kind === 'found'
    ? { found: true, ...(outcome.detail !== '' && { detail: outcome.detail }) }
    : {
        found: false,
        reason: outcome.reason,
        ...(outcome.remedy !== '' && { remedy: outcome.remedy }),
      };
