import type { JsonChange } from '@atoll/schemas/marketplace-api';

/** Most changes that are listed. */
export const mostChanges = 500;
/** Elements of a list that are matched to one another at most; longer lists are compared place by place. */
const longestMatched = 500;

type Json = unknown;

const isObject = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const escaped = (key: string): string => key.replaceAll('~', '~0').replaceAll('/', '~1');

/** Two JSON values are equal whatever the order of their keys. */
export function equalJson(a: Json, b: Json): boolean {
  if (a === b) return true;
  if (Array.isArray(a) && Array.isArray(b)) {
    return a.length === b.length && a.every((each, at) => equalJson(each, b[at]));
  }
  if (!isObject(a) || !isObject(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && equalJson(a[key], b[key]))
  );
}

/** What an element of a list is known by, so that one that moved is not taken for another. */
function identityOf(value: Json): string | undefined {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
    return `${typeof value} ${String(value)}`;
  }
  if (!isObject(value)) return undefined;
  for (const key of ['@id', 'id', 'name']) {
    const name = value[key];
    if (typeof name === 'string') return `${key} ${name}`;
  }
  return undefined;
}

function identities(list: readonly Json[]): string[] | undefined {
  if (list.length > longestMatched) return undefined;
  const names = list.map(identityOf);
  const known = names.filter((name) => name !== undefined);
  return known.length === list.length && new Set(known).size === known.length ? known : undefined;
}

/** The longest run of elements that both lists have in the same order: pairs of places. */
function commonRun(a: readonly string[], b: readonly string[]): [number, number][] {
  const lengths = Array.from({ length: a.length + 1 }, () => new Uint16Array(b.length + 1));
  for (let i = a.length - 1; i >= 0; i--) {
    for (let j = b.length - 1; j >= 0; j--) {
      const row = lengths[i];
      if (row === undefined) continue;
      row[j] =
        a[i] === b[j]
          ? (lengths[i + 1]?.[j + 1] ?? 0) + 1
          : Math.max(lengths[i + 1]?.[j] ?? 0, row[j + 1] ?? 0);
    }
  }
  const pairs: [number, number][] = [];
  for (let i = 0, j = 0; i < a.length && j < b.length;) {
    if (a[i] === b[j]) pairs.push([i++, j++]);
    else if ((lengths[i + 1]?.[j] ?? 0) >= (lengths[i]?.[j + 1] ?? 0)) i++;
    else j++;
  }
  return pairs;
}

function diffLists(path: string, before: readonly Json[], after: readonly Json[]): JsonChange[] {
  const [a, b] = [identities(before), identities(after)];
  if (a === undefined || b === undefined) return diffPlaces(path, before, after);
  const pairs = commonRun(a, b);
  const keptBefore = new Set(pairs.map(([at]) => at));
  const keptAfter = new Set(pairs.map(([, at]) => at));
  // Removed from the end and added from the beginning: applied in order, every place is right.
  const removed = before.flatMap((value, at): JsonChange[] =>
    keptBefore.has(at) ? [] : [{ op: 'remove', path: `${path}/${at}`, before: value }],
  );
  const added = after.flatMap((value, at): JsonChange[] =>
    keptAfter.has(at) ? [] : [{ op: 'add', path: `${path}/${at}`, value }],
  );
  const inside = pairs.flatMap(([from, to]) => diff(`${path}/${to}`, before[from], after[to]));
  return [...removed.toReversed(), ...added, ...inside];
}

function diffPlaces(path: string, before: readonly Json[], after: readonly Json[]): JsonChange[] {
  const common = Math.min(before.length, after.length);
  const removed = before
    .slice(common)
    .map((value, at): JsonChange => ({ op: 'remove', path: `${path}/${common + at}`, before: value }));
  return [
    ...before.slice(0, common).flatMap((value, at) => diff(`${path}/${at}`, value, after[at])),
    ...removed.toReversed(),
    ...after
      .slice(common)
      .map((value, at): JsonChange => ({ op: 'add', path: `${path}/${common + at}`, value })),
  ];
}

function diffObjects(path: string, before: Record<string, Json>, after: Record<string, Json>): JsonChange[] {
  const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])].sort();
  return keys.flatMap((key): JsonChange[] => {
    const at = `${path}/${escaped(key)}`;
    if (!Object.hasOwn(after, key)) return [{ op: 'remove', path: at, before: before[key] }];
    if (!Object.hasOwn(before, key)) return [{ op: 'add', path: at, value: after[key] }];
    return diff(at, before[key], after[key]);
  });
}

function diff(path: string, before: Json, after: Json): JsonChange[] {
  if (equalJson(before, after)) return [];
  if (Array.isArray(before) && Array.isArray(after)) return diffLists(path, before, after);
  if (isObject(before) && isObject(after)) return diffObjects(path, before, after);
  return [{ op: 'replace', path, before, value: after }];
}

/**
 * What became of a JSON value, as operations of RFC 6902 that lead from the first to the second when they are applied in order. Elements of
 * lists are matched by `@id`, `id` or `name`, so that an element that was put in between does not change all that follow.
 *
 * @example diffJson({ name: 'a', tags: ['x'] }, { name: 'b', tags: ['w', 'x'] })
 * // [{ op: 'replace', path: '/name', before: 'a', value: 'b' }, { op: 'add', path: '/tags/0', value: 'w' }]
 */
export function diffJson(before: Json, after: Json): JsonChange[] {
  return diff('', before, after);
}
