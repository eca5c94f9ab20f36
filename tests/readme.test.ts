import { existsSync, globSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { describeEnvironment } from '@atoll/server-kit/environment';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { schemaOf } from './support/service-schema.ts';

const root = resolve(import.meta.dirname, '..');
const read = (path: string) => readFileSync(join(root, path), 'utf8');

const Package = z.object({
  workspaces: z.array(z.string()).default([]),
  scripts: z.record(z.string(), z.string()).default({}),
  dependencies: z.record(z.string(), z.string()).default({}),
  devDependencies: z.record(z.string(), z.string()).default({}),
});
const scriptsOf = (folder: string) => Package.parse(JSON.parse(read(join(folder, 'package.json')))).scripts;
const services = globSync('services/*/src/main.ts', { cwd: root }).map((path) => path.split('/')[1] ?? '');

/** Stands for any one name: `<service>` in a path, `npm start -w services/<name>` in a command. */
const placeholder = /<[a-z]+>|NNNN_name/g;

interface Command {
  readonly text: string;
  readonly script: string;
  /** The folder of the workspace it runs in, as written; the root where none is given. */
  readonly workspace: string;
}

/** Each `npm run x`, `npm test` and `npm start` of a text, with the workspace that `-w` names. */
function commandsOf(text: string): Command[] {
  return [...text.matchAll(/npm (?:run ([a-z][a-z:-]*)|(test|start))((?: -w [^\s`]+)?)/g)].map((match) => ({
    text: match[0],
    script: match[1] ?? match[2] ?? '',
    workspace: match[3]?.replace(' -w ', '') ?? '',
  }));
}

/** The places of the repository that a pattern with placeholders can mean. */
const placesOf = (path: string) => globSync(path.replaceAll(placeholder, '*'), { cwd: root });

/** Paths in backticks in the rows of a text's tables: what starts with a file or folder of the root. */
function tablePathsOf(text: string): string[] {
  const known = new Set(readdirSync(root));
  return text
    .split('\n')
    .filter((line) => line.startsWith('|'))
    .flatMap((line) => [...line.matchAll(/`([^`\s]+)`/g)].map((match) => match[1] ?? ''))
    .filter((path) => path.includes('/') || known.has(path))
    .filter((path) => !/^(@|\/|[a-z]+:)/.test(path));
}

/** Targets of links and pictures that lie in the repository. */
function linksOf(text: string): string[] {
  return [...text.matchAll(/\]\(([^)\s]+)\)/g)]
    .map((match) => match[1] ?? '')
    .filter((target) => !/^[a-z]+:/.test(target));
}

/** The anchors that a page's headings have. */
const anchorsOf = (text: string) =>
  [...text.matchAll(/^#+ (.*)$/gm)].map((match) =>
    (match[1] ?? '')
      .toLowerCase()
      .replace(/[^\p{L}\p{N} _-]/gu, '')
      .replaceAll(' ', '-'),
  );

function resolves(page: string, link: string): boolean {
  const [path = '', anchor] = link.split('#');
  const target = path === '' ? page : join(dirname(page), path);
  if (!existsSync(join(root, target))) return false;
  return anchor === undefined || anchorsOf(read(target)).includes(anchor);
}

describe.each(['README.md', 'CONTRIBUTING.md'])('%s', (page) => {
  const text = read(page);

  test('names commands that a package has', () => {
    const commands = commandsOf(text);
    expect(commands.length).toBeGreaterThan(3);
    const missing = commands.filter(({ script, workspace }) => {
      const folders = workspace === '' ? ['.'] : placesOf(workspace);
      return folders.length === 0 || folders.some((folder) => !(script in scriptsOf(folder)));
    });
    expect(missing).toEqual([]);
  });

  test('names paths in its tables that are there', () => {
    const paths = tablePathsOf(text);
    expect(paths.length).toBeGreaterThan(10);
    expect(paths.filter((path) => placesOf(path).length === 0)).toEqual([]);
  });

  test('links to files and headings that are there', () => {
    expect(linksOf(text).filter((link) => !resolves(page, link))).toEqual([]);
  });
});

test('the other pages link to files and headings that are there', () => {
  const pages = globSync(['docs/**/*.md', 'examples/*/*.md', '*.md'], { cwd: root });
  const broken = pages.flatMap((page) =>
    linksOf(read(page)).flatMap((link) => (resolves(page, link) ? [] : [`${page}: ${link}`])),
  );
  expect(pages.length).toBeGreaterThan(3);
  expect(broken).toEqual([]);
});

test('README.md names every package that a workspace asks for by itself', () => {
  const named = (read('README.md').split('## Dependencies, and why')[1] ?? '').toLowerCase();
  const folders = Package.parse(JSON.parse(read('package.json'))).workspaces.flatMap((pattern) =>
    globSync(`${pattern}/package.json`, { cwd: root }),
  );
  const asked = ['package.json', ...folders].flatMap((path) => {
    const { dependencies, devDependencies } = Package.parse(JSON.parse(read(path)));
    return Object.entries({ ...dependencies, ...devDependencies });
  });
  // An alias says which package it stands for: npm:typescript@7.0.2.
  const names = new Set(asked.map(([name, version]) => /^npm:(.+)@/.exec(version)?.[1] ?? name));
  const missing = [...names].filter(
    (name) => !/^@(atoll|types)\//.test(name) && !named.includes(name.toLowerCase()),
  );
  expect(names.size).toBeGreaterThan(50);
  expect(missing).toEqual([]);
});

/** Variables that something other than a service reads, with the file that does. */
const readElsewhere: Record<string, string> = {
  ATOLL_DEPLOYER_KEY: 'packages/contracts/script/main.ts',
};

test('README.md names variables that a service reads', async () => {
  const known = new Set<string>();
  for (const service of services) {
    for (const name of Object.keys((await schemaOf(service)).shape)) known.add(name);
  }
  for (const [name, path] of Object.entries(readElsewhere)) if (read(path).includes(name)) known.add(name);
  const named = [
    ...read('README.md').matchAll(/`([A-Z][A-Z0-9]*(?:_[A-Z0-9]+)+)`|^([A-Z][A-Z0-9_]+)=/gm),
  ].map((match) => match[1] ?? match[2] ?? '');
  expect(named.length).toBeGreaterThan(10);
  expect(named.filter((name) => !known.has(name))).toEqual([]);
});

test.each(services)('README.md names what %s cannot do without, and nothing else', async (service) => {
  const row = read('README.md')
    .split('\n')
    .find((line) => line.startsWith('|') && line.includes(`services/${service}/.env.example`));
  const named = [...(row?.split('|').at(-2) ?? '').matchAll(/`([A-Z0-9_]+)`/g)].map((match) => match[1]);
  const required = describeEnvironment(await schemaOf(service)).filter((variable) => variable.required);
  expect(named.toSorted()).toEqual(required.map(({ name }) => name).sort());
  const port = describeEnvironment(await schemaOf(service)).find(({ name }) => name === 'PORT')?.default;
  expect(row?.split('|')[2]?.trim()).toBe(port);
});
