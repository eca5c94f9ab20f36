import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';

const brotli = promisify(brotliCompress);
const deflate = promisify(gzip);

export type Encoding = 'br' | 'gzip' | 'identity';
/** A body in each form that it is worth having in. */
export type Encoded = Readonly<Partial<Record<Encoding, Uint8Array<ArrayBuffer>>>> & {
  readonly identity: Uint8Array<ArrayBuffer>;
};

/** Below this a compressed body saves less than a packet. */
const leastBytes = 512;
/** Media types whose bytes are compressed already are left alone. */
export const compressible = /^(text\/|application\/(json|manifest\+json|wasm)|image\/(svg\+xml|x-icon))/;

/**
 * A body with its compressed forms, those left out that are not smaller.
 *
 * @param quality of brotli: 11 for what is made once, 5 (some ms for a page) for what is made for each request
 */
export async function encode(bytes: Uint8Array, quality: number): Promise<Encoded> {
  const identity = new Uint8Array(bytes);
  if (identity.byteLength < leastBytes) return { identity };
  const [br, gz] = await Promise.all([
    brotli(identity, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: quality,
        [constants.BROTLI_PARAM_SIZE_HINT]: identity.byteLength,
      },
    }),
    deflate(identity, { level: Math.min(quality, 9) }),
  ]);
  const smaller = (packed: Uint8Array) => packed.byteLength < identity.byteLength;
  return {
    identity,
    ...(smaller(br) ? { br: new Uint8Array(br) } : {}),
    ...(smaller(gz) ? { gzip: new Uint8Array(gz) } : {}),
  };
}

/** The form that a client takes, brotli before gzip; `q=0` means no. */
export function chooseEncoding(accept: string | undefined, encoded: Encoded): Encoding {
  const taken = new Map(
    (accept ?? '').split(',').map((part) => {
      const [name = '', ...parameters] = part.split(';').map((each) => each.trim().toLowerCase());
      const weight = parameters.find((each) => each.startsWith('q='))?.slice(2);
      return [name, weight === undefined || Number(weight) > 0] as const;
    }),
  );
  for (const name of ['br', 'gzip'] as const) {
    if (encoded[name] !== undefined && (taken.get(name) ?? taken.get('*') ?? false)) return name;
  }
  return 'identity';
}
