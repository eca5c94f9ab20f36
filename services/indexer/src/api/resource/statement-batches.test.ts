import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { batchText, StatementBatches } from './statement-batches.ts';

const batchOf = (text: string) => {
  const batch = batchText(text);
  if (batch === undefined) throw new TypeError('no batch');
  return batch;
};
const batch = batchOf('select $1::bigint as value');

/** A database that answers each asker with its own value, after a moment. */
function openEcho(options: { lanes: number; most: number; refuse?: (value: string) => boolean }) {
  const { lanes, most, refuse = () => false } = options;
  const sizes: number[] = [];
  let atOnce = 0;
  let highest = 0;
  const batches = new StatementBatches<{ value: string }>({
    lanes,
    most,
    run: async (_text, [values = []]) => {
      sizes.push(values.length);
      highest = Math.max(highest, (atOnce += 1));
      await pause(5);
      atOnce -= 1;
      if (values.some((value) => refuse(String(value)))) throw new Error('too costly');
      // An asker without an answer has no row.
      return values.flatMap((value, index) =>
        value === 'nothing' ? [] : [{ value: String(value), asker: BigInt(index + 1) }],
      );
    },
  });
  const alone: string[] = [];
  const ask = (value: string) =>
    batches.ask(batch, [value], async ([own]) => {
      alone.push(String(own));
      await pause(1);
      if (refuse(String(own))) throw new Error('too costly');
      return { value: String(own) };
    });
  return { ask, sizes, alone, highest: () => highest };
}

test('a statement of scalars becomes one of arrays, one with a list or an unknown type none', () => {
  expect(batchOf('select $2::bytea, $1::bigint, $2::bytea')).toEqual({
    text: expect.stringMatching(
      /unnest\(\(select \$1::bigint\[\]\), \(select \$2::bytea\[\]\)\) with ordinality as b \(p1, p2, asker\)\s+cross join lateral \(select b\.p2, b\.p1, b\.p2\) as s$/,
    ),
    parameters: 2,
  });
  expect(batchText('select 1')).toBeUndefined();
  expect(batchText('select $1::bytea[]')).toBeUndefined();
  expect(batchText('select $1::bigint, $2::tsquery')).toBeUndefined();
});

test('who asks alone is sent at once; while all lanes are busy askers are put together', async () => {
  const { ask, sizes, highest } = openEcho({ lanes: 2, most: 4 });
  expect(await ask('0')).toMatchObject({ value: '0' });
  expect(sizes).toEqual([1]);
  const first = ask('1');
  await pause(1);
  const values = Array.from({ length: 9 }, (_none, index) => String(index + 2));
  const answers = await Promise.all([first, ...values.map(ask)]);
  expect(answers.map((row) => row?.value)).toEqual(['1', ...values]);
  expect(sizes).toEqual([1, 1, 4, 4, 1]);
  expect(highest()).toBe(2);
});

test('who has no answer is told so, and nobody else', async () => {
  const { ask } = openEcho({ lanes: 1, most: 8 });
  expect(await Promise.all(['1', 'nothing', '3'].map(ask))).toMatchObject([
    { value: '1' },
    undefined,
    { value: '3' },
  ]);
});

test('one that is refused takes nobody along', async () => {
  const { ask, alone } = openEcho({ lanes: 1, most: 8, refuse: (value) => value === 'costly' });
  const answers = await Promise.allSettled(['1', 'costly', '3'].map(ask));
  expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  expect(alone).toEqual(['1', 'costly', '3']);
  // Alone in its batch it is not tried a second time.
  await expect(ask('costly')).rejects.toThrow('too costly');
  expect(alone).toHaveLength(3);
});
