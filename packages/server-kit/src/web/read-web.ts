import { createHash } from 'node:crypto';
import { existsSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { extname, join, relative, sep } from 'node:path';
import { AtollError } from '@atoll/schemas/error';
import { compressible, encode, type Encoded } from './encodings.ts';

/** The built web app is not there, or is none. */
export class WebNotBuilt extends AtollError {
  constructor(input: { directory: string; reason: string; cause?: unknown }) {
    super({
      code: 'configuration_invalid',
      message: `there is no built web app in ${input.directory}: ${input.reason}`,
      hint: 'build it with npm run build in the workspace of the service',
      data: { directory: input.directory },
      cause: input.cause,
    });
  }
}

/** A file of the web app as it is served. */
export interface WebFile {
  readonly type: string;
  /** The digest of its bytes, in quotation marks. */
  readonly etag: string;
  /** Its name changes with its bytes: it may be kept for ever. */
  readonly hashed: boolean;
  readonly encoded: Encoded;
}

/** A built web app in memory. */
export interface Web {
  /** By path, e.g. `/static/index-B1x2.js`; what is not in here is not served, wherever it lies. */
  readonly files: ReadonlyMap<string, WebFile>;
  /** The page's text before, between and after the markers. */
  readonly template: readonly [string, string, string];
}

const types: Readonly<Record<string, string>> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.ico': 'image/x-icon',
  '.jpg': 'image/jpeg',
  '.js': 'text/javascript; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.svg': 'image/svg+xml',
  '.txt': 'text/plain; charset=utf-8',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.webp': 'image/webp',
  '.woff2': 'font/woff2',
};

/** Quality of brotli for files that are packed at the start: 1 MB of script takes 0.1 s, at 11 it would be 2 s. */
const startQuality = 9;
const markers = ['<!--head-->', '<!--body-->'] as const;

export const etagOf = (bytes: Uint8Array | string): string =>
  `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 22)}"`;

function splitTemplate(html: string, directory: string): readonly [string, string, string] {
  const [before, rest, ...moreHeads] = html.split(markers[0]);
  const [between, after, ...moreBodies] = (rest ?? '').split(markers[1]);
  if (
    before === undefined ||
    between === undefined ||
    after === undefined ||
    moreHeads.length + moreBodies.length > 0
  )
    throw new WebNotBuilt({
      directory,
      reason: `index.html has to contain ${markers.join(' and then ')}, once each`,
    });
  return [before, between, after];
}

/**
 * Whether a browser may ask for a file: not for the page's template, which is filled first, nor for what Vite keeps for itself (`.vite`), nor
 * for maps of the source, nor under a name that a router would take for a pattern.
 */
const isServed = (name: string) =>
  /^\w[\w.-]*(\/\w[\w.-]*)*$/.test(name) && name !== 'index.html' && !name.endsWith('.map');

/**
 * Reads what Vite has built, once, with its compressed forms. Files below `static/` are taken for hashed (`build.assetsDir: 'static'`), others,
 * such as `favicon.svg`, are not.
 *
 * @throws WebNotBuilt
 * @example
 * const web = await readWeb({ directory: resolve(import.meta.dirname, '../web/dist') });
 */
export async function readWeb({ directory }: { directory: string }): Promise<Web> {
  const read = async (name: string) => {
    try {
      return await readFile(join(directory, name));
    } catch (cause) {
      throw new WebNotBuilt({ directory, reason: `${name} cannot be read`, cause });
    }
  };
  const template = splitTemplate((await read('index.html')).toString('utf8'), directory);
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const names = entries
    // a link may lead anywhere
    .filter((entry) => entry.isFile())
    .map((entry) => relative(directory, join(entry.parentPath, entry.name)).split(sep).join('/'))
    .filter(isServed);
  const files = await Promise.all(
    names.map(async (name): Promise<[string, WebFile]> => {
      const bytes = await read(name);
      const type = types[extname(name)] ?? 'application/octet-stream';
      const encoded = compressible.test(type)
        ? await encode(bytes, startQuality)
        : { identity: new Uint8Array(bytes) };
      return [`/${name}`, { type, encoded, etag: etagOf(bytes), hashed: name.startsWith('static/') }];
    }),
  );
  return { files: new Map(files), template };
}

/** The same; undefined where nothing was built: a service may serve its API alone. */
export async function readWebIfBuilt(input: { directory: string }): Promise<Web | undefined> {
  return existsSync(join(input.directory, 'index.html')) ? readWeb(input) : undefined;
}

/** What a page says beyond the template. Both are HTML: whoever makes them has escaped every value in them. */
export interface PageParts {
  /** For the head: title, description, links, schema.org data. */
  readonly head: string;
  /** What is there before any script has run. */
  readonly body: string;
}

/** The page with its parts in the places of the markers, exactly as they are. */
export function fillPage({ template }: Pick<Web, 'template'>, { head, body }: PageParts): string {
  const [before, between, after] = template;
  return `${before}${head}${between}${body}${after}`;
}
