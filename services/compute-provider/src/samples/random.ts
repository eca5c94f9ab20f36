import { createHash, randomBytes } from 'node:crypto';

/** Uniform random numbers for noise and for drawing rows. */
export interface RandomSource {
  /** A whole number from 0 to `bound` − 1, each equally likely, without any bias of a modulo. */
  below(bound: bigint): bigint;
  /** A number from 0 up to 1: for drawing rows of a model that is private already, never for noise. */
  unit(): number;
}

/** Bytes that are drawn ahead: one call of the generator serves many numbers. */
const poolBytes = 8192;

/** The machine's cryptographic generator: who could predict noise could subtract it. */
export function secureRandom(): RandomSource {
  return fromBytes(() => randomBytes(poolBytes));
}

/** The same numbers for the same seed, for tests that compare runs. Never for a sample that is published. */
export function seededRandom(seed: string): RandomSource {
  let block = 0;
  return fromBytes(() => {
    block += 1;
    return createHash('shake256', { outputLength: poolBytes }).update(`${seed}/${block}`).digest();
  });
}

function fromBytes(next: () => Uint8Array): RandomSource {
  let pool = next();
  let at = 0;
  const byte = () => {
    if (at === pool.byteLength) {
      pool = next();
      at = 0;
    }
    return pool[at++] ?? 0;
  };
  const whole = (bytes: number) => {
    let value = 0n;
    for (let index = 0; index < bytes; index++) value = (value << 8n) | BigInt(byte());
    return value;
  };
  /** The same below 2^48, where plain numbers are exact: most of the draws are of this kind. */
  const small = (bound: number) => {
    const bytes = bound <= 2 ** 8 ? 1 : bound <= 2 ** 16 ? 2 : bound <= 2 ** 32 ? 4 : 6;
    const range = 2 ** (8 * bytes);
    const limit = range - (range % bound);
    for (;;) {
      let value = 0;
      for (let index = 0; index < bytes; index++) value = value * 256 + byte();
      if (value < limit) return value % bound;
    }
  };
  return {
    below(bound) {
      if (bound <= 0n) throw new RangeError('a bound is at least 1');
      if (bound <= 2n ** 48n) return BigInt(small(Number(bound)));
      const bytes = Math.ceil(bound.toString(2).length / 8);
      const range = 1n << BigInt(8 * bytes);
      const limit = range - (range % bound);
      for (;;) {
        const value = whole(bytes);
        if (value < limit) return value % bound;
      }
    },
    unit: () => small(2 ** 48) / 2 ** 48,
  };
}
