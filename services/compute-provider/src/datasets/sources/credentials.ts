import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { z } from 'zod';
import { SourceRefused } from './problems.ts';

const S3Credential = z.strictObject({
  kind: z.literal('s3'),
  accessKeyId: z.string().min(1),
  secretAccessKey: z.string().min(1),
  sessionToken: z.string().min(1).optional(),
  /** Origins of the services that they may be used with. */
  endpoints: z.array(z.url({ protocol: /^https?$/ }).transform((value) => new URL(value).origin)).min(1),
  /** Buckets that they may be used with; all of the service's unless given. */
  buckets: z.array(z.string().min(1)).optional(),
});
export type S3Credential = z.infer<typeof S3Credential>;

const PostgresCredential = z.strictObject({
  kind: z.literal('postgres'),
  /** With user and password, and `sslmode` where the connection leaves the machine; a role that may only read what shall be registered. */
  url: z.url({ protocol: /^postgres(ql)?$/ }),
});
export type PostgresCredential = z.infer<typeof PostgresCredential>;

const Credentials = z.record(
  z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/),
  z.discriminatedUnion('kind', [S3Credential, PostgresCredential]),
);
type Credentials = z.infer<typeof Credentials>;

const maxBytes = 1 << 20;
const hint = 'SOURCE_CREDENTIALS names a JSON file of credentials by name; see .env.example';

/**
 * Reads the file of named credentials, each time that one is needed, so that a key can be changed without a restart. What they are is in no
 * error, log, row or answer.
 *
 * @throws SourceRefused where it is not a file of this process's user that nobody else may read, or not what it should be
 */
export async function readCredentials(file: string | undefined): Promise<Credentials> {
  if (file === undefined) throw new SourceRefused('this provider has no credentials for sources', hint);
  const handle = await open(file, constants.O_RDONLY | constants.O_NOFOLLOW).catch((cause: unknown) => {
    throw new SourceRefused('the file of credentials cannot be opened', hint, cause);
  });
  try {
    const { mode, uid, size, isFile } = await handle
      .stat()
      .then((found) => ({ mode: found.mode, uid: found.uid, size: found.size, isFile: found.isFile() }));
    if (!isFile || size > maxBytes) throw new SourceRefused('the file of credentials is no small file', hint);
    if ((mode & 0o077) !== 0 || uid !== process.getuid?.())
      throw new SourceRefused(
        'the file of credentials can be read by others than the user of the provider',
        'give it to that user and take the rights of all others: chmod 600',
      );
    return parse(await handle.readFile('utf8'));
  } finally {
    await handle.close();
  }
}

function parse(text: string): Credentials {
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch {
    // The parser's own sentence quotes the text.
    throw new SourceRefused('the file of credentials is no JSON', hint);
  }
  const parsed = Credentials.safeParse(json);
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const where = issue?.path.join('.') ?? '';
  throw new SourceRefused(`the file of credentials is wrong at ${JSON.stringify(where)}`, hint);
}

/**
 * The credentials of a name.
 * @throws SourceRefused where there are none of that kind
 */
export async function findCredential<Kind extends 's3' | 'postgres'>(
  file: string | undefined,
  name: string,
  kind: Kind,
): Promise<Extract<S3Credential | PostgresCredential, { kind: Kind }>> {
  const all = await readCredentials(file);
  const found = Object.hasOwn(all, name) ? all[name] : undefined;
  if (found === undefined || !isOf(found, kind))
    throw new SourceRefused(
      `the provider's configuration has no ${kind} credentials named ${name}`,
      'name others, or have the operator add them to the file of SOURCE_CREDENTIALS',
    );
  return found;
}

function isOf<Kind extends 's3' | 'postgres'>(
  credential: S3Credential | PostgresCredential,
  kind: Kind,
): credential is Extract<S3Credential | PostgresCredential, { kind: Kind }> {
  return credential.kind === kind;
}
