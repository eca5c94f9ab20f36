import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';

/** Licences that ask for a notice at most; whatever else a dependency has is looked at by a person first. */
const permissive = new Set([
  '0BSD',
  'Apache-2.0',
  'BSD-2-Clause',
  'BSD-3-Clause',
  'BlueOak-1.0.0',
  'CC0-1.0',
  'ISC',
  'MIT',
  'MIT-0',
  'Unlicense',
  'WTFPL',
]);

/** Programs that an image takes as they are out of what npm installed for development. */
const shippedPrograms = ['node_modules/node', 'node_modules/@foundry-rs/anvil'];

/** Packages that were looked at: what they are and why they may stay. */
const reviewed: Readonly<Record<string, { license: string; why: string }>> = {
  '@foundry-rs/anvil': {
    license: 'MIT OR Apache-2.0',
    why: 'the chain of the image atoll/local-chain',
  },
  argparse: {
    license: 'Python-2.0',
    why: 'the Python Software Foundation licence is permissive and asks for its notice; a part of graphile-worker reads YAML with it',
  },
  buildcheck: {
    license: 'MIT',
    why: 'says MIT in its licence file and in the old `licenses` field of its package.json',
  },
  'cpu-features': {
    license: 'MIT',
    why: 'says MIT in its licence file and in the old `licenses` field of its package.json; optional',
  },
  node: {
    license: 'MIT',
    why: 'Node itself is in the image atoll/onnx-runner; its licence file, which is there as well, lists what it contains',
  },
  'onnxruntime-node': {
    license: 'MIT',
    why: 'brings the library of ONNX Runtime, and no licence file: docker/onnx-runner/licenses has it',
  },
  'png-js': {
    license: 'MIT',
    why: 'says MIT in its licence file; pdfkit reads images with it',
  },
  ssh2: {
    license: 'MIT',
    why: 'says MIT in its licence file and in the old `licenses` field of its package.json',
  },
};

const Manifest = z.object({
  version: z.string().optional(),
  license: z.string().optional(),
  link: z.boolean().optional(),
  resolved: z.string().optional(),
  dependencies: z.record(z.string(), z.string()).default({}),
  optionalDependencies: z.record(z.string(), z.string()).default({}),
  peerDependencies: z.record(z.string(), z.string()).default({}),
  peerDependenciesMeta: z.record(z.string(), z.object({ optional: z.boolean().default(false) })).default({}),
});
const Lock = z.object({ packages: z.record(z.string(), Manifest) });
type Packages = z.infer<typeof Lock>['packages'];

export interface Dependency {
  readonly name: string;
  readonly version: string;
  /** SPDX expression, as the lock file or a review says. */
  readonly license: string | undefined;
  /** Why a licence that is not told by the package is known, or one that is not permissive accepted. */
  readonly why?: string;
}

/** Where npm finds `name` for a package: in the nearest `node_modules` on the way up. */
function locate(packages: Packages, from: string, name: string): string | undefined {
  for (let at = from; ; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '') {
    const path = at === '' ? `node_modules/${name}` : `${at}/node_modules/${name}`;
    const found = packages[path];
    if (found !== undefined) return found.link === true ? found.resolved : path;
    if (at === '') return undefined;
  }
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/**
 * What services, packages and images need at run time, with everything that needs, as the lock file resolves it; for every platform.
 * Tests, benchmarks and tools are left out: they are not shipped.
 */
export function productionDependencies(lock: unknown): Dependency[] {
  const { packages } = Lock.parse(lock);
  const own = Object.keys(packages).filter((path) => /^(packages|services|docker)\/[^/]+$/.test(path));
  const seen = new Set([...own, ...shippedPrograms.filter((path) => path in packages)]);
  for (const path of seen) {
    const manifest = packages[path];
    if (manifest === undefined) continue;
    const peers = Object.keys(manifest.peerDependencies).filter(
      // An optional peer that is here is here for somebody else.
      (name) => manifest.peerDependenciesMeta[name]?.optional !== true,
    );
    const direct = Object.keys({ ...manifest.dependencies, ...manifest.optionalDependencies });
    for (const name of [...direct, ...peers]) {
      // What an optional dependency of another platform names may be missing.
      const found = locate(packages, path, name);
      if (found !== undefined) seen.add(found);
    }
  }
  const shipped = [...seen].filter((path) => path.includes('node_modules/'));
  const list = shipped.map((path): Dependency => {
    const name = nameOf(path);
    const review = reviewed[name];
    return {
      name,
      version: packages[path]?.version ?? '',
      license: packages[path]?.license ?? review?.license,
      ...(review === undefined ? {} : { why: review.why }),
    };
  });
  const byText = new Map(list.map((each) => [`${each.name} ${each.version}`, each]));
  return [...byText.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, each]) => each);
}

/** Whether an SPDX expression leaves a permissive choice: one side of OR, every side of AND. */
export function isPermissive(expression: string): boolean {
  const plain = expression.trim().replace(/^\((.*)\)$/, '$1');
  if (/\sOR\s/.test(plain)) return plain.split(/\sOR\s/).some(isPermissive);
  if (/\sAND\s/.test(plain)) return plain.split(/\sAND\s/).every(isPermissive);
  return permissive.has(plain);
}

/** Dependencies whose licence nobody has said yes to. */
export function unaccepted(dependencies: readonly Dependency[]): Dependency[] {
  return dependencies.filter(
    ({ name, license }) =>
      license === undefined || (!isPermissive(license) && reviewed[name]?.license !== license),
  );
}

/** `THIRD_PARTY.md`. */
export function thirdPartyText(dependencies: readonly Dependency[]): string {
  const rows = dependencies.map(
    ({ name, version, license = 'unknown' }) => `| ${name} | ${version} | ${license} |`,
  );
  const notes = dependencies.flatMap(({ name, why }) => (why === undefined ? [] : [`- ${name}: ${why}.`]));
  return [
    '# Third-party software',
    '',
    'What the services, packages and images of Atoll need at run time, on any platform, as the lock file has it. What images take from a base',
    'image (Debian, Node) has its licences there, in /usr/share/doc.',
    'Written by `node tests/support/cli/licenses.ts`; a test fails when it is out of date or a licence was not looked at.',
    '',
    '| package | version | licence |',
    '| --- | --- | --- |',
    ...rows,
    '',
    ...(notes.length === 0 ? [] : ['Looked at by hand:', '', ...notes, '']),
  ].join('\n');
}

/** The lock file of the project at `root`. */
export function readLock(root: string): unknown {
  return JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
}
