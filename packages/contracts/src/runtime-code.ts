import { type Hex, keccak256, pad, slice } from 'viem';

/** What tells whether an address holds the code of a contract: its hash with every immutable set to zero. */
export type RuntimeCode = {
  readonly hash: Hex;
  /** Offset and length in bytes of each place that the constructor fills. */
  readonly immutables: readonly (readonly [start: number, length: number])[];
};

/** The code with the given byte ranges set to zero. */
export function maskImmutables(code: Hex, immutables: RuntimeCode['immutables']): Hex {
  let masked = code.slice(2);
  for (const [start, length] of immutables) {
    masked = masked.slice(0, start * 2) + '0'.repeat(length * 2) + masked.slice((start + length) * 2);
  }
  return `0x${masked}`;
}

/** Whether `code`, as a node returns it, is that of the contract. */
export function isRuntimeCode(code: Hex | undefined, expected: RuntimeCode): boolean {
  return code !== undefined && keccak256(maskImmutables(code, expected.immutables)) === expected.hash;
}

/** What the constructor filled in, one word for each place. */
export function immutableWords(code: Hex, { immutables }: RuntimeCode): Hex[] {
  return immutables.map(([start, length]) => pad(slice(code, start, start + length)));
}
