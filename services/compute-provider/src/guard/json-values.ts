/** Deeper values are left to the reading as text. */
const maxDepth = 200;

/** Fewer rows are followed as a sequence alone. */
const leastRows = 4;

type Entry = readonly [key: string | number, scalar: unknown];

/** What is told of a JSON value. */
export interface JsonVisitor {
  /**
   * The scalars that stand directly in one object or array, in the order in which canonical JSON has them.
   * @param parent stands for the array or object around it: the same one for the rows of one table
   */
  container(entries: readonly Entry[], parent: object | undefined): void;
}

/** Visits every object and array of a value that holds a scalar, the inner ones after the outer. */
export function walkJson(value: unknown, visitor: JsonVisitor): void {
  if (typeof value === 'object' && value !== null) walk(value, undefined, visitor, 0);
  else if (value !== undefined) visitor.container([[0, value]], undefined);
}

function walk(value: object, parent: object | undefined, visitor: JsonVisitor, depth: number): void {
  if (depth > maxDepth) return;
  const children: object[] = [];
  const scalars: Entry[] = [];
  const add = (key: string | number, item: unknown) => {
    if (typeof item === 'object' && item !== null) children.push(item);
    else scalars.push([key, item]);
  };
  if (Array.isArray(value)) for (const [index, item] of value.entries()) add(index, item);
  else for (const [key, item] of orderedEntries(value)) add(key, item);
  if (scalars.length > 0) visitor.container(scalars, parent);
  const table = children.length >= leastRows ? value : undefined;
  for (const child of children) walk(child, table, visitor, depth + 1);
}

/** Numbered keys in the order of their numbers, which is a table's order, then the others as canonical JSON sorts them. */
function orderedEntries(value: object): [string, unknown][] {
  const entries: [string, unknown][] = Object.entries(value);
  const firstName = entries.findIndex(([key]) => !/^(?:0|[1-9]\d{0,8})$/.test(key));
  if (firstName < 0) return entries;
  const names = entries.slice(firstName).sort(([a], [b]) => (a < b ? -1 : 1));
  return [...entries.slice(0, firstName), ...names];
}
