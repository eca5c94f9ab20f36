import { SourceUnavailable } from './problems.ts';

/** One object of a bucket. */
export interface ListedObject {
  readonly key: string;
  readonly bytes: number;
  /** As the server wrote it, with its quotes. */
  readonly etag: string;
}

export interface ListingPage {
  readonly objects: readonly ListedObject[];
  /** Where the next page begins; absent on the last one. */
  readonly next: string | undefined;
}

const entities: Readonly<Record<string, string>> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };

/**
 * Reads one answer of ListObjectsV2, of which a few elements matter. Keys are asked for URL-encoded, since XML cannot carry every one.
 *
 * @throws SourceUnavailable where it is not such an answer
 * @see https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html
 */
export function parseListing(xml: string): ListingPage {
  const bad = (what: string) => new SourceUnavailable(`the bucket's listing cannot be read: ${what}`);
  if (!/<ListBucketResult[\s>]/.test(xml) || xml.includes('<!')) throw bad('it is no ListBucketResult');
  const encoded = textOf(xml.replace(/<Contents>[\s\S]*?<\/Contents>/g, ''), 'EncodingType') === 'url';
  const objects = [...xml.matchAll(/<Contents>([\s\S]*?)<\/Contents>/g)].map(([, inner = '']) => {
    const key = textOf(inner, 'Key');
    const size = textOf(inner, 'Size');
    const etag = textOf(inner, 'ETag');
    if (key === undefined || etag === undefined || size === undefined || !/^\d{1,15}$/.test(size))
      throw bad('an object lacks its key, size or ETag');
    return { key: encoded ? decodeKey(key, bad) : key, bytes: Number(size), etag };
  });
  const rest = xml.replace(/<Contents>[\s\S]*?<\/Contents>/g, '');
  if (textOf(rest, 'IsTruncated') !== 'true') return { objects, next: undefined };
  const next = textOf(rest, 'NextContinuationToken');
  if (next === undefined || next === '') throw bad('it goes on without saying where');
  return { objects, next };
}

function decodeKey(key: string, bad: (what: string) => SourceUnavailable): string {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch (cause) {
    if (cause instanceof URIError) throw bad('a key is not URL-encoded');
    throw cause;
  }
}

function textOf(xml: string, element: string): string | undefined {
  const text = new RegExp(`<${element}>([^<]*)</${element}>`).exec(xml)?.[1];
  return text?.replace(/&(?:#(\d{1,7})|#x([0-9a-fA-F]{1,6})|([a-z]{2,4}));/g, (whole, decimal, hex, name) => {
    if (name !== undefined) return entities[String(name)] ?? whole;
    const code = decimal === undefined ? parseInt(String(hex), 16) : Number(decimal);
    return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}
