/** Each claim of docs/drop-in.md about an option, held against iotop-c 1.33: both are run, where nothing happens. */
import { execFileSync } from 'node:child_process';
import { beforeAll, expect, it } from 'vitest';
import { OPTION_CLAIMS, type OptionClaim } from '../../scripts/drop-in-claims.ts';
import {
  lastingLines,
  linkCalled,
  runInScene,
  type SceneRun,
} from '../support/iotop/idle-scene.ts';
import { iotopC133, pathOf } from '../support/iotop/peers.ts';
import { describeWith } from '../support/test-run/requires.ts';
import { sharedFolder } from '../support/test-run/temporary-folder.ts';

const folder = sharedFolder();

type Tried = { readonly run: SceneRun; readonly lines: readonly string[] };

const triesOf = ({ tries, names }: OptionClaim): readonly string[] =>
  tries ?? names.map((name) => `--${name}`);

describeWith(['root', 'taskstats', 'util-linux', 'iotop-c 1.33'], 'called iotop-c', () => {
  const asked = OPTION_CLAIMS.flatMap((claim) => triesOf(claim).map((args) => ({ claim, args })));
  let tried: readonly Tried[] = [];

  beforeAll(() => {
    // -W writes a file.
    const home = `HOME='${folder()}' XDG_CONFIG_HOME='${folder()}'`;
    const programs = [pathOf(iotopC133()), `${linkCalled('iotop-c', folder())} -d 0.1`];
    const commands = asked.flatMap(({ args }) =>
      programs.map((program) => `${home} ${program} -b -n 1 ${args}`),
    );
    const scene = runInScene(commands);
    tried = scene.runs.map((run) => ({ run, lines: [...lastingLines(run, scene)].sort() }));
  }, 180_000);

  it('every option of its help is claimed, and none besides', () => {
    const help = execFileSync(pathOf(iotopC133()), ['--help'], { encoding: 'utf8' });
    const theirs = help.matchAll(/^ {2,6}(?:-\w(?: \w+)?, )?--([a-z0-9-]+)/gm);
    const names = Array.from(theirs, ([, name]) => name);
    expect(OPTION_CLAIMS.flatMap((claim) => claim.names).sort()).toEqual(names.sort());
  });

  it.each(asked.map((each, at) => ({ ...each, at, verdict: each.claim.verdict })))(
    '$args: $verdict',
    ({ verdict, at }) => {
      const [theirs, ours] = tried.slice(2 * at);
      expect(theirs?.run.code).toBe(0);
      expect(ours?.run.code).toBe(verdict === 'missing' ? 1 : 0);
      if (verdict === 'same') expect(ours?.lines).toEqual(theirs?.lines);
      if (verdict === 'same')
        expect(ours?.lines.some((line) => line.includes(' be/4 '))).toBe(true);
      if (verdict === 'missing') expect(ours?.run.stderr).toMatch(/^iotop-c: unknown option /);
    },
  );
});
