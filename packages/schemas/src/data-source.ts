import { z } from 'zod';

/** Most files of one dataset, wherever they come from. */
export const maxSourceFiles = 100_000;

const longestName = 255;

/**
 * What keeps a name from being the path of a file inside a folder, or undefined where nothing does. Names come from owners, buckets and
 * servers alike, so none may lead anywhere else, hide a line in a log or mean another thing in a commitment.
 *
 * @example refusedPath('2024/reef.csv') // undefined
 * @example refusedPath('../reef.csv') // 'a part of it is . or ..'
 */
export function refusedPath(path: string): string | undefined {
  if (path === '') return 'it is empty';
  if (!path.isWellFormed()) return 'it is no well-formed text';
  if (/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/u.test(path)) return 'it has characters that do not print';
  if (path.includes('\\')) return 'it has a backslash';
  if (path.startsWith('/')) return 'it is absolute';
  const parts = path.split('/');
  if (parts.some((part) => part === '.' || part === '..')) return 'a part of it is . or ..';
  if (parts.includes('')) return 'a part of it is empty';
  if (parts.some((part) => new TextEncoder().encode(part).length > longestName))
    return `a part of it is longer than ${longestName} bytes`;
  if (path.length > 1024) return 'it is longer than 1024 characters';
  // Where a commitment's root keeps its salt.
  if (path === '.salt') return 'it is named .salt';
  return undefined;
}

/** Path of a file inside a dataset, `/` between names. */
export const DatasetPath = z.string().superRefine((path, context) => {
  const reason = refusedPath(path);
  if (reason !== undefined) context.addIssue({ code: 'custom', message: `no path of a file: ${reason}` });
});

/** Name under which the provider's own configuration keeps credentials; they never travel in a request. */
const CredentialName = z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'lower-case letters, digits and -');

const webUrl = z
  .url({ protocol: /^https?$/ })
  .max(4096)
  .refine(
    (value) => URL.canParse(value) && new URL(value).username === '' && new URL(value).password === '',
    {
      error: 'a URL without user name and password: credentials are named, not sent',
    },
  );

/** A folder of the provider's machine. */
export const FolderSource = z.object({
  kind: z.literal('folder'),
  /** Absolute path below one of the provider's configured data folders. */
  path: z.string().startsWith('/'),
});

/** One file of the provider's machine, which becomes a dataset of that file. */
export const FileSource = z.object({
  kind: z.literal('file'),
  /** Absolute path below one of the provider's configured data folders. */
  path: z.string().startsWith('/'),
});

/** Every object of a bucket whose key begins with a prefix, over the S3 protocol. */
export const S3Source = z.object({
  kind: z.literal('s3'),
  /** Origin of the service, e.g. `https://s3.eu-central-1.amazonaws.com`; the bucket stands in the path. */
  endpoint: webUrl.refine((value) => URL.canParse(value) && /^\/?$/.test(new URL(value).pathname), {
    error: 'an origin, without a path',
  }),
  region: z.string().regex(/^[a-z0-9-]{1,64}$/, 'a region as the service names it'),
  bucket: z.string().regex(/^[a-zA-Z0-9][a-zA-Z0-9._-]{1,254}$/, 'the name of a bucket'),
  /** Left out: the whole bucket. Files are named by what follows the prefix's last `/`. */
  prefix: z.string().max(1024).default(''),
  /** Name of credentials in the provider's configuration. */
  credential: CredentialName,
});

/** Files behind URLs, each under a name of its own. */
export const HttpSource = z.object({
  kind: z.literal('http'),
  files: z
    .array(
      z.object({
        url: webUrl,
        name: DatasetPath,
        /** What the file has to hash to: 64 hexadecimal digits. */
        sha256: z
          .string()
          .regex(/^[0-9a-f]{64}$/, '64 hexadecimal digits in lower case')
          .optional(),
      }),
    )
    .min(1)
    .max(10_000),
});

/** The result of one query, written as a Parquet file. */
export const PostgresSource = z.object({
  kind: z.literal('postgres'),
  /** Name of a connection in the provider's configuration. */
  connection: CredentialName,
  /** One `select` (or `values`, or `with … select`), run in a read-only transaction. */
  query: z.string().min(1).max(100_000),
  /** Name of the file. */
  name: DatasetPath.refine((name) => name.endsWith('.parquet'), {
    error: 'a name that ends with .parquet',
  }).default('result.parquet'),
  /** Seconds that each step of the query may take. */
  timeoutSeconds: z.int().min(1).max(86_400).default(600),
});

/** Where a dataset's files are taken from. The provider copies them into its own staging folder; nothing is read from there again. */
export const DataSource = z.discriminatedUnion('kind', [
  FolderSource,
  FileSource,
  S3Source,
  HttpSource,
  PostgresSource,
]);
export type DataSource = z.infer<typeof DataSource>;
