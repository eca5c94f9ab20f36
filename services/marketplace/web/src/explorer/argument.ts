/** Guarantee: JSON's objects are records. */
export const recordOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;

/** A whole number, as the indexer writes those that no double may hold. */
export const isNumber = (value: unknown): value is string => typeof value === 'string' && /^\d+$/.test(value);

export const isAddress = (value: unknown): value is string =>
  typeof value === 'string' && /^0x[0-9a-fA-F]{40}$/.test(value);
