/** What was computed lately, by its key; the one that was not asked for the longest time makes room. */
export interface Recent<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  forget(key: string): void;
  clear(): void;
}

/** @param most values that are kept */
export function createRecent<T>(most: number): Recent<T> {
  const values = new Map<string, T>();
  return {
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    put: (key, value) => {
      values.delete(key);
      values.set(key, value);
      const [oldest] = values.keys();
      if (values.size > most && oldest !== undefined) values.delete(oldest);
    },
    forget: (key) => void values.delete(key),
    clear: () => values.clear(),
  };
}
