import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';
import { arrayTypes } from './array-types.ts';

const { url } = await testDatabase();

function connect() {
  const sql = postgres(url, {
    max: 1,
    fetch_types: false,
    types: { bigint: postgres.BigInt, ...arrayTypes },
  });
  onTestFinished(() => sql.end());
  return sql;
}

test.each([
  [
    'text',
    arrayTypes.texts,
    ['plain', 'a "quoted", one', 'back\\slash', '{}', '', 'NULL', 'two\nlines', null],
  ],
  ['bigint', arrayTypes.bigints, [0n, -(2n ** 63n), 2n ** 63n - 1n, null]],
  ['integer', arrayTypes.integers, [1, -2, null]],
  ['numeric', arrayTypes.numerics, ['1', (2n ** 256n - 1n).toString()]],
  ['boolean', arrayTypes.booleans, [true, false, null]],
  ['double precision', arrayTypes.doubles, [0.5, -1e300]],
  ['bytea', arrayTypes.bytes, [Buffer.from([0, 255, 34, 92]), Buffer.alloc(0)]],
  ['text', arrayTypes.texts, []],
])('a list of %s comes back as it went in', async (name, type, list) => {
  const sql = connect();
  const [row] =
    await sql`select pg_typeof(x)::text as type, x as list from (select ${sql.array(list, type.to)} as x) as _`;
  expect(row).toEqual({ type: `${name}[]`, list });
});

test('a list of words finds its type by the cast', async () => {
  const [row] = await connect()`select 'b' = any(${['a', 'b']}::text[]) as found`;
  expect(row).toEqual({ found: true });
});
