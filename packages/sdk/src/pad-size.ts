/** Smaller results are all of this size: what they hold is bytes, and a few of them more cost nobody anything. */
const smallest = 4096;

/**
 * The size to which a result of `bytes` is padded, so that its ciphertext says little about what is in it: Padmé, which keeps the
 * upper half of a length's significant bits and adds at most 12 %. All lengths below 2^40 fall on 1090 sizes.
 *
 * @returns the next size of the series, in bytes
 * @see Nikitin, Barman, Lueks, Underwood, Hubaux, Ford: Reducing Metadata Leakage from Encrypted Files and Communication with PURBs,
 * PoPETs 2019(4), section 4 (Padmé)
 * @example paddedSize(1_000_000) // 1_015_808
 */
export function paddedSize(bytes: number): number {
  if (bytes <= smallest) return smallest;
  const exponent = Math.floor(Math.log2(bytes));
  const kept = Math.floor(Math.log2(exponent)) + 1;
  // Numbers and not bit operations: those end at 32 bits.
  const step = 2 ** (exponent - kept);
  return Math.ceil(bytes / step) * step;
}
