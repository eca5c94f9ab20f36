type Value = string | number | undefined;

/** Writes the given values as a query, with its `?`; nothing where none is given. Of a list, each value is written. */
export function queryString(values: Readonly<Record<string, Value | readonly Value[]>>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(values))
    for (const each of [value].flat()) if (each !== undefined) query.append(name, String(each));
  return query.size === 0 ? '' : `?${query.toString()}`;
}
