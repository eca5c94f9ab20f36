import postgres from 'postgres';

/** How the elements of an array are read and written; text unless given. */
interface ArrayElement {
  readonly parse?: (text: string) => unknown;
  readonly serialize?: (value: unknown) => string;
}

/** One element with what ends it: in quotes, where a backslash takes the next character as it is, or bare. */
const element = /(?:"((?:[^"\\]|\\.)*)"|([^",{}]+))(?:,|\}$)/gsy;

/** Reads an array of one dimension as Postgres writes it: `{1,NULL,"a \"b\""}`. */
function parseArray(text: string, parse: (text: string) => unknown): unknown[] {
  return [...text.slice(1).matchAll(element)].map(([, quoted, bare]) => {
    if (quoted !== undefined) return parse(quoted.replaceAll(/\\(.)/gs, '$1'));
    return bare === undefined || bare === 'NULL' ? null : parse(bare);
  });
}

const quote = (text: string): string => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`;

/** The type of postgres.js for arrays of one dimension, by the array's oid (`select typarray from pg_type`). */
function arrayType(oid: number, { parse = (text) => text, serialize = String }: ArrayElement = {}) {
  return {
    to: oid,
    from: [oid],
    // A literal that is written already passes as it is: drizzle writes its own.
    serialize: (list: unknown) =>
      Array.isArray(list)
        ? `{${list.map((item: unknown) => (item === null ? 'NULL' : quote(serialize(item)))).join(',')}}`
        : list,
    parse: (text: string) => parseArray(text, parse),
  };
}

/**
 * The arrays that the services use, for the option `types` beside `fetch_types: false`. The driver's own way asks each new connection for
 * the array types first, and nobody awaits that question: a connection that is lost at that moment ends the process (postgres.js 3.4,
 * `src/connection.js`, fetchArrayTypes).
 *
 * @example postgres(url, { fetch_types: false, types: { bigint: postgres.BigInt, ...arrayTypes } })
 */
export const arrayTypes = {
  booleans: arrayType(1000, {
    parse: (text) => text === 't',
    serialize: (value) => (value === true ? 't' : 'f'),
  }),
  bytes: arrayType(1001, {
    parse: (text) => Buffer.from(text.slice(2), 'hex'),
    serialize: (value) =>
      value instanceof Uint8Array ? `\\x${Buffer.from(value).toString('hex')}` : String(value),
  }),
  integers: arrayType(1007, { parse: Number }),
  texts: arrayType(1009),
  bigints: arrayType(1016, { parse: postgres.BigInt.parse }),
  doubles: arrayType(1022, { parse: Number }),
  numerics: arrayType(1231),
};
