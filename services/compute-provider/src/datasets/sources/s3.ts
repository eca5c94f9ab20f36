import { setTimeout as pause } from 'node:timers/promises';
import type { AllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import { safeFetch, type SafeResponse } from '@atoll/server-kit/safe-fetch/safe-fetch';
import { type DataSource, maxSourceFiles, refusedPath } from '@atoll/schemas/data-source';
import { AtollError } from '@atoll/schemas/error';
import { AwsV4Signer } from 'aws4fetch';
import { findCredential, type S3Credential } from './credentials.ts';
import { SourceRefused, SourceUnavailable } from './problems.ts';
import { type ListedObject, parseListing } from './s3-listing.ts';
import { claimBytes, inStaging, type Staging, stageWith, writeAt } from './staging.ts';

type S3Source = Extract<DataSource, { kind: 's3' }>;

const listingBytes = 16 << 20;
/** Objects that are fetched at once. */
const atOnce = 4;
/** An object is asked for so often before the whole is given up, with a pause that doubles. */
const tries = 3;
const firstPauseMs = 500;

/**
 * Stages every object below a prefix of a bucket. Each is fetched as the listing described it (its ETag, its size) or not at all, so that
 * the snapshot is of one state of each object.
 *
 * @throws SourceRefused, SourceUnavailable, FetchRefused, FetchFailed
 */
export async function stageS3(
  staging: Staging,
  source: S3Source,
  options: { allowed: readonly AllowedHost[]; credentialsFile: string | undefined },
): Promise<void> {
  const credential = await findCredential(options.credentialsFile, source.credential, 's3');
  const { origin } = new URL(source.endpoint);
  if (!credential.endpoints.includes(origin) || credential.buckets?.includes(source.bucket) === false)
    throw new SourceRefused(
      `the credentials named ${source.credential} are not meant for this service and bucket`,
      'have the operator list them in the file of SOURCE_CREDENTIALS',
    );
  // One object that cannot be had ends the others at once.
  const stop = new AbortController();
  const signal = AbortSignal.any([staging.signal, stop.signal]);
  const bucket: Bucket = { source, credential, allowed: options.allowed, signal };
  const wanted = await listObjects(bucket, staging);
  const files = [...wanted];
  const workers = Array.from({ length: atOnce }, async () => {
    for (let next = files.shift(); next !== undefined; next = files.shift())
      await stageObject(staging, bucket, next);
  });
  try {
    await Promise.all(workers);
  } catch (error) {
    stop.abort();
    await Promise.allSettled(workers);
    throw error;
  }
}

interface Bucket {
  readonly source: S3Source;
  readonly credential: S3Credential;
  readonly allowed: readonly AllowedHost[];
  readonly signal: AbortSignal;
}

interface WantedObject extends ListedObject {
  readonly path: string;
}

/** The objects of the prefix with the paths they get; refused before a byte of them is fetched where they are too many or too large. */
async function listObjects(bucket: Bucket, staging: Staging): Promise<WantedObject[]> {
  const { prefix } = bucket.source;
  const cut = prefix.lastIndexOf('/') + 1;
  const wanted: WantedObject[] = [];
  let bytes = 0;
  let token: string | undefined;
  do {
    const page = parseListing(await listPage(bucket, token));
    for (const object of page.objects) {
      if (!object.key.startsWith(prefix))
        throw new SourceUnavailable('the bucket listed an object that was not asked for');
      const path = object.key.slice(cut);
      // What consoles make to show an empty folder.
      if ((path === '' || path.endsWith('/')) && object.bytes === 0) continue;
      const reason = refusedPath(path);
      if (reason !== undefined)
        throw new SourceRefused(
          `the key ${JSON.stringify(object.key)} cannot be the name of a file: ${reason}`,
          'rename the object, or choose a prefix without it',
        );
      wanted.push({ ...object, path });
      bytes += object.bytes;
    }
    if (wanted.length > maxSourceFiles || bytes > staging.maxBytes)
      throw new SourceRefused(
        `it has more than ${maxSourceFiles} objects or ${staging.maxBytes} bytes`,
        'choose a narrower prefix, or have the operator raise DATASET_MAX_BYTES',
      );
    if (page.next !== undefined && (page.next === token || page.objects.length === 0))
      throw new SourceUnavailable("the bucket's listing does not go on");
    token = page.next;
  } while (token !== undefined);
  if (wanted.length === 0)
    throw new SourceRefused(
      'no object begins with the prefix',
      'look at the prefix, the bucket and the rights',
    );
  return wanted;
}

async function listPage(bucket: Bucket, token: string | undefined): Promise<string> {
  const url = urlOf(bucket, '');
  url.searchParams.set('list-type', '2');
  url.searchParams.set('encoding-type', 'url');
  url.searchParams.set('prefix', bucket.source.prefix);
  if (token !== undefined) url.searchParams.set('continuation-token', token);
  return patiently(bucket.signal, async () => {
    const response = await ask(bucket, url, listingBytes);
    const chunks: Uint8Array[] = [];
    for await (const chunk of response.body) chunks.push(chunk);
    return Buffer.concat(chunks).toString('utf8');
  });
}

async function stageObject(staging: Staging, bucket: Bucket, object: WantedObject): Promise<void> {
  claimBytes(staging, object.bytes);
  const name = JSON.stringify(object.key);
  await stageWith(staging, object.path, (handle) =>
    patiently(bucket.signal, async () => {
      await inStaging(object.path, () => handle.truncate(0));
      const response = await ask(bucket, urlOf(bucket, object.key), object.bytes, {
        'if-match': object.etag,
      });
      let bytes = 0;
      for await (const chunk of response.body) {
        await writeAt(handle, object.path, chunk, bytes);
        bytes += chunk.byteLength;
      }
      if (bytes !== object.bytes)
        throw new SourceUnavailable(`${name} has ${bytes} bytes, where ${object.bytes} were listed`);
    }),
  );
}

function urlOf({ source }: Bucket, key: string): URL {
  // Each part encoded by itself: neither a `?` nor a `+` of a key means anything in the URL.
  const parts = [source.bucket, ...key.split('/')].map((part) =>
    encodeURIComponent(part).replace(
      /[!'()*]/g,
      (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`,
    ),
  );
  return new URL(`/${parts.join('/')}`, source.endpoint);
}

/** Sends one signed request. A redirect is not followed: its signature would be another one, for a region that was not asked for. */
async function ask(
  bucket: Bucket,
  url: URL,
  maxBytes: number,
  headers: Readonly<Record<string, string>> = {},
): Promise<SafeResponse> {
  const { source, credential } = bucket;
  const signed = await new AwsV4Signer({
    url: url.href,
    headers: { ...headers },
    accessKeyId: credential.accessKeyId,
    secretAccessKey: credential.secretAccessKey,
    ...(credential.sessionToken === undefined ? {} : { sessionToken: credential.sessionToken }),
    service: 's3',
    region: source.region,
  }).sign();
  const response = await safeFetch({
    url: signed.url.href,
    headers: Object.fromEntries(signed.headers),
    maxBytes,
    redirects: 0,
    allowed: bucket.allowed,
    signal: bucket.signal,
  });
  if (response.status === 200) return response;
  response.close();
  throw answerProblem(response.status);
}

function answerProblem(status: number): AtollError {
  if (status === 412) return new SourceUnavailable('an object was written while the bucket was read');
  if (status >= 500 || status === 429) return new SourceUnavailable(`the bucket answered ${status}`);
  return new SourceRefused(
    `the bucket answered ${status}`,
    'look at region, bucket and the rights of the credentials: they have to list and to get',
  );
}

/** Tries again where a later try may do. */
async function patiently<T>(signal: AbortSignal, act: () => Promise<T>): Promise<T> {
  for (let left = tries - 1, wait = firstPauseMs; ; left--, wait *= 2) {
    try {
      return await act();
    } catch (error) {
      signal.throwIfAborted();
      if (left === 0 || !(error instanceof AtollError) || !error.retryable) throw error;
      await pause(wait, undefined, { signal });
    }
  }
}
