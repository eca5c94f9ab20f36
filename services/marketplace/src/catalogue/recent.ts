/** What was computed lately, by its key; the one that was not asked for the longest time makes room. */
export interface Recent<T> {
  get(key: string): T | undefined;
  put(key: string, value: T): void;
  forget(key: string): void;
  clear(): void;
}

/** How much is kept: values, and bytes of all of them by what each is said to take. */
export interface RecentLimits<T> {
  readonly most: number;
  readonly mostBytes?: number;
  readonly bytesOf?: (value: T) => number;
}

export function createRecent<T>(limits: RecentLimits<T>): Recent<T> {
  const { most, mostBytes = Infinity, bytesOf = () => 0 } = limits;
  const values = new Map<string, T>();
  let bytes = 0;
  const forget = (key: string): void => {
    const value = values.get(key);
    if (value === undefined) return;
    values.delete(key);
    bytes -= bytesOf(value);
  };
  return {
    get: (key) => {
      const value = values.get(key);
      if (value === undefined) return undefined;
      values.delete(key);
      values.set(key, value);
      return value;
    },
    put: (key, value) => {
      forget(key);
      values.set(key, value);
      bytes += bytesOf(value);
      for (const oldest of values.keys()) {
        if (values.size <= most && bytes <= mostBytes) break;
        forget(oldest);
      }
    },
    forget,
    clear: () => {
      values.clear();
      bytes = 0;
    },
  };
}
