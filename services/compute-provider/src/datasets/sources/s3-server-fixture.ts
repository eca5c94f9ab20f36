import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage, RequestListener } from 'node:http';

/**
 * A bucket that answers ListObjectsV2 and GetObject, and only where the request is signed. The signature is computed here from the
 * published algorithm and not with the library that signs, so that a fault of that library cannot hide.
 *
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/sig-v4-header-based-auth.html
 */
export interface FakeBucket {
  readonly objects: Map<string, string>;
  readonly listener: RequestListener;
  readonly asked: string[];
  /** Keys on a page. */
  pageSize: number;
  /** Called before an object is answered. */
  beforeGet?: ((key: string) => void) | undefined;
  /** Times that the next GETs are answered with 503. */
  failures: number;
  /** What a listing says of a key's size, in place of the truth. */
  readonly lies: Map<string, number>;
}

const encode = (text: string) =>
  encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
const etagOf = (text: string) => `"${createHash('md5').update(text).digest('hex')}"`;

export function createBucket(options: {
  bucket: string;
  region: string;
  accessKeyId: string;
  secretAccessKey: string;
}): FakeBucket {
  const objects = new Map<string, string>();
  const asked: string[] = [];
  const fake: FakeBucket = {
    objects,
    asked,
    pageSize: 1000,
    failures: 0,
    lies: new Map(),
    listener: (request, response) => {
      const url = new URL(request.url ?? '/', 'http://bucket');
      asked.push(request.url ?? '');
      if (!isSigned(request, options)) return void response.writeHead(403).end();
      const prefix = `/${options.bucket}/`;
      if (!url.pathname.startsWith(prefix)) return void response.writeHead(404).end();
      const key = decodeURIComponent(url.pathname.slice(prefix.length));
      if (key === '') return void response.end(listingOf(fake, url.searchParams));
      fake.beforeGet?.(key);
      if (fake.failures > 0) {
        fake.failures -= 1;
        return void response.writeHead(503).end();
      }
      const text = objects.get(key);
      if (text === undefined) return void response.writeHead(404).end();
      if (request.headers['if-match'] !== etagOf(text)) return void response.writeHead(412).end();
      response.end(text);
    },
  };
  return fake;
}

function listingOf({ objects, pageSize, lies }: FakeBucket, query: URLSearchParams): string {
  if (query.get('list-type') !== '2' || query.get('encoding-type') !== 'url') return '<Error/>';
  const from = query.get('continuation-token') ?? '';
  const keys = [...objects.keys()]
    .filter((key) => key.startsWith(query.get('prefix') ?? '') && key > from)
    .sort();
  const page = keys.slice(0, pageSize);
  const contents = page.map((key) => {
    const text = objects.get(key) ?? '';
    const size = lies.get(key) ?? Buffer.byteLength(text);
    return `<Contents><Key>${encode(key).replaceAll('%20', '+').replaceAll('%2F', '/')}</Key><ETag>${etagOf(text).replaceAll('"', '&quot;')}</ETag><Size>${size}</Size></Contents>`;
  });
  const more = keys.length > page.length;
  return `<?xml version="1.0"?><ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/"><EncodingType>url</EncodingType><IsTruncated>${more}</IsTruncated>${
    more ? `<NextContinuationToken>${page.at(-1) ?? ''}</NextContinuationToken>` : ''
  }${contents.join('')}</ListBucketResult>`;
}

function isSigned(
  request: IncomingMessage,
  { accessKeyId, secretAccessKey, region }: Parameters<typeof createBucket>[0],
): boolean {
  const [, credential = '', signedHeaders = '', signature = ''] =
    /^AWS4-HMAC-SHA256 Credential=([^,]+), ?SignedHeaders=([^,]+), ?Signature=([0-9a-f]{64})$/.exec(
      request.headers.authorization ?? '',
    ) ?? [];
  const time = String(request.headers['x-amz-date'] ?? '');
  const scope = `${time.slice(0, 8)}/${region}/s3/aws4_request`;
  const names = signedHeaders.split(';');
  if (credential !== `${accessKeyId}/${scope}` || !names.includes('host')) return false;
  const [path = '', query = ''] = (request.url ?? '').split('?');
  const canonical = [
    request.method,
    path
      .split('/')
      .map((part) => encode(decodeURIComponent(part)))
      .join('/'),
    [...new URLSearchParams(query)]
      .map(([name, value]) => `${encode(name)}=${encode(value)}`)
      .sort()
      .join('&'),
    ...names.map(
      (name) =>
        `${name}:${String(request.headers[name] ?? '')
          .trim()
          .replace(/ +/g, ' ')}`,
    ),
    '',
    signedHeaders,
    String(request.headers['x-amz-content-sha256'] ?? ''),
  ].join('\n');
  const hash = createHash('sha256').update(canonical).digest('hex');
  const hmac = (key: string | Buffer, text: string) => createHmac('sha256', key).update(text).digest();
  const key = [time.slice(0, 8), region, 's3', 'aws4_request'].reduce<string | Buffer>(
    hmac,
    `AWS4${secretAccessKey}`,
  );
  const expected = hmac(key, ['AWS4-HMAC-SHA256', time, scope, hash].join('\n'));
  const given = Buffer.from(signature, 'hex');
  return given.byteLength === expected.byteLength && timingSafeEqual(given, expected);
}
