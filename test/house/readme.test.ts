/** The papers do not lie: the help in docs/command-line.md is the program's, every link leads somewhere, every script named exists, every page is found. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describe, expect, it } from 'vitest';
import { readHelp, withHelp } from '../../scripts/update-screens.mjs';

const ROOT = resolve(import.meta.dirname, '../..');

const markdownUnder = (folder: string): readonly string[] =>
  readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.md'))
    .map((name) => join(folder, name));

/** Paths from the project's folder. */
const papers = [
  ...readdirSync(ROOT).filter((name) => name.endsWith('.md')),
  ...['docs', 'bench', 'test'].flatMap(markdownUnder),
];

const read = (paper: string): string => readFileSync(join(ROOT, paper), 'utf8');

/** What a reader sees. */
const visible = (paper: string): string => read(paper).replace(/<!--.*?-->/gs, '');

/** Targets of `[text](target)` that lie in this repository, without their fragment. */
const linksOf = (text: string): readonly string[] =>
  [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => (match[1] as string).replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));

/** Of `[text](page.md#heading)` both parts; the page may be left out. */
const fragmentsOf = (text: string): readonly { target: string; heading: string }[] =>
  [...text.matchAll(/\]\(([^)\s#:]*)#([^)\s]+)\)/g)].map(([, target = '', heading = '']) => ({
    target,
    heading,
  }));

/** By which a link may name them: small letters, words joined by dashes, all else left out. */
const headingsOf = (page: string): ReadonlySet<string> =>
  new Set(
    [...read(page).matchAll(/^#+ (.*)$/gm)].map(([, heading = '']) =>
      heading
        .toLowerCase()
        .replace(/[^\p{L}\p{N}\s_-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** A page and those that it links to, one after the other; a link to a folder leads to all pages in it. */
const reachableFrom = (start: string): ReadonlySet<string> => {
  const found = new Set([start]);
  for (const page of found) {
    for (const link of linksOf(visible(page))) {
      const target = join(dirname(page), link);
      if (!existsSync(join(ROOT, target))) continue;
      const isFolder = statSync(join(ROOT, target)).isDirectory();
      for (const next of isFolder ? markdownUnder(target) : [target])
        if (next.endsWith('.md')) found.add(next);
    }
  }
  return found;
};

/** Files named in code spans, by their folder: `scripts/build.mjs`. A `*` stands for many. */
const filesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\b(?:scripts|bench|src|test|packaging)\/[\w./@-]*\w/g)]
    .filter((match) => text[match.index + match[0].length] !== '*')
    .filter((match) => !/[\w./]/.test(text[match.index - 1] ?? ' '))
    .map((match) => match[0]);

const packageScripts = (): ReadonlySet<string> =>
  new Set(Object.keys((JSON.parse(read('package.json')) as { scripts: object }).scripts));

describe('docs/command-line.md', () => {
  it('shows the help that iotop prints (node scripts/update-screens.mjs renews it)', () => {
    const page = read('docs/command-line.md');
    expect(page).toContain('<!-- help -->');
    expect(withHelp(page, readHelp())).toBe(page);
  });
});

describe('the README', () => {
  it('is read in a minute', () => {
    expect(read('README.md').split('\n').length).toBeLessThanOrEqual(120);
  });

  it('leads to the index, and the index to every page', () => {
    expect(linksOf(visible('README.md'))).toContain('docs/README.md');
    const found = reachableFrom('docs/README.md');
    const pages = markdownUnder('docs');
    expect(pages.length).toBeGreaterThan(40);
    expect(pages.filter((page) => !found.has(page))).toEqual([]);
  });

  it('names the papers that are there, and they were found', () => {
    expect(papers).toEqual(
      expect.arrayContaining(['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md']),
    );
    expect(papers.length).toBeGreaterThan(15);
  });
});

describe('the packages', () => {
  it('hold each page that one of theirs links to (test/packages looks into them)', () => {
    const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
    const isShipped = (path: string): boolean =>
      files.some((file) => path === file || path.startsWith(`${file}/`));
    const pages = papers.filter(isShipped);
    const dead = pages.flatMap((page) =>
      linksOf(visible(page))
        .filter((link) => !isShipped(join(dirname(page), link)))
        .map((link) => `${page} links to ${link}`),
    );
    expect(pages.length).toBeGreaterThan(50);
    expect(dead).toEqual([]);
  });
});

describe.each(papers)('%s', (paper) => {
  it('links only to what is there', () => {
    const here = dirname(join(ROOT, paper));
    const broken = linksOf(visible(paper)).filter((target) => !existsSync(resolve(here, target)));
    expect(broken).toEqual([]);
  });

  it('links only to headings that are there', () => {
    const here = dirname(paper);
    const dead = fragmentsOf(visible(paper)).filter(({ target, heading }) => {
      const page = target === '' ? paper : join(here, target);
      return page.endsWith('.md') && existsSync(join(ROOT, page)) && !headingsOf(page).has(heading);
    });
    expect(dead).toEqual([]);
  });

  it('names only files that are there', () => {
    const missing = filesOf(visible(paper)).filter((name) => !existsFrom(dirname(paper), name));
    expect(missing).toEqual([]);
  });

  it('names only npm scripts that package.json has', () => {
    const named = [...visible(paper).matchAll(/\bnpm run ([\w:-]+)/g)].map((match) => match[1]);
    const scripts = packageScripts();
    expect(named.filter((name) => !scripts.has(name as string))).toEqual([]);
  });
});

/** Seen from the project's folder or from the paper's own; with or without its ending, as imports are written. */
const existsFrom = (folder: string, name: string): boolean =>
  [ROOT, join(ROOT, folder)].some((base) =>
    ['', '.ts', '.test.ts'].some((ending) => existsSync(join(base, name + ending))),
  );

describe('.ci/run', () => {
  it('runs the very command the README gives for the tests', () => {
    const command = /to pass the tests:\n\n```sh\n(.*)\n```/.exec(read('README.md'))?.[1];
    expect(command).toBeDefined();
    expect(read('.ci/run')).toContain(`\n${command}\n`);
  });

  it('takes the lines for a fresh machine from the README itself', () => {
    expect(read('.ci/run')).toMatch(/^test\/fresh\/run /m);
    const start = /## Start\n(.*?)\n## /s.exec(read('README.md'))?.[1] ?? '';
    // Packages, the program, the tests: test/fresh/inside takes them by their order.
    const commands = [...start.matchAll(/```sh\n(.*)\n```/g)].map((match) => match[1]);
    expect(commands).toEqual([
      expect.stringContaining('apt-get install'),
      'npm ci && node dist/iotop.js',
      'npm ci && npm test',
    ]);
  });

  it('may be executed', () => {
    expect(statSync(join(ROOT, '.ci/run')).mode & 0o111).toBe(0o111);
  });

  it('runs every benchmark', () => {
    const text = read('.ci/run');
    const questions = readdirSync(join(ROOT, 'bench')).filter((name) => name.endsWith('.ts'));
    expect(questions.length).toBeGreaterThan(3);
    expect(questions.filter((name) => !text.includes(`bench/${name}`))).toEqual([]);
  });
});
