/** The part of forge's artifact that is read here. */
export const AbiFile = {
  parse(value: unknown): { abi: readonly unknown[] } {
    if (typeof value === 'object' && value !== null && 'abi' in value && Array.isArray(value.abi)) {
      return { abi: value.abi };
    }
    throw new TypeError('not a forge artifact: run `forge build` first');
  },
};
