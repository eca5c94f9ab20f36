import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { RowCache } from './row-cache.ts';
import { SnapshotGate } from './snapshot-gate.ts';

interface Row {
  readonly stamp: string | null;
  readonly value: number;
}

/** A database of one value: every write makes another snapshot. */
function openValue(most = 2 ** 20) {
  const state = { value: 0, snapshot: 0, looks: 0, reads: 0, replica: false, broken: false };
  const stamp = () => (state.replica ? null : String(state.snapshot));
  const gate = new SnapshotGate(async () => {
    state.looks += 1;
    const seen = stamp();
    await pause(2);
    return seen;
  });
  const cache = new RowCache<Row>(gate, () => 100, most);
  const read = (key = 'key') =>
    cache.get(key, async () => {
      state.reads += 1;
      const row = { stamp: stamp(), value: state.value };
      await pause(2);
      if (state.broken) throw new Error('the connection is lost');
      return row;
    });
  const write = () => {
    state.value += 1;
    state.snapshot += 1;
  };
  return { state, read, write };
}

test('while nothing is written, one read and a shared look answer everybody', async () => {
  const { state, read } = openValue();
  await read();
  const rows = await Promise.all(Array.from({ length: 50 }, () => read()));
  expect(rows.every((row) => row?.value === 0)).toBe(true);
  expect(state.reads).toBe(1);
  expect(state.looks).toBe(1);
});

test('who asks while the same is read shares it, unless something was written meanwhile', async () => {
  const { state, read, write } = openValue();
  const [first, second] = await Promise.all([read(), read()]);
  expect([first, second, state.reads]).toEqual([first, first, 1]);
  const before = read('other');
  write();
  const after = await Promise.all([read('other'), read('other'), read('other')]);
  expect((await before)?.value).toBe(0);
  expect(after.map((row) => row?.value)).toEqual([1, 1, 1]);
  expect(state.reads).toBe(3);
});

test('an answer is never older than its question, however reads and writes fall together', async () => {
  const { state, read, write } = openValue();
  const asking: Promise<void>[] = [];
  for (let turn = 0; turn < 400; turn += 1) {
    if (turn % 25 === 0) write();
    const least = state.value;
    asking.push(read(`key ${turn % 3}`).then((row) => expect(row?.value).toBeGreaterThanOrEqual(least)));
    if (turn % 5 === 0) await pause(turn % 4);
  }
  await Promise.all(asking);
  // Else nothing was kept, and nothing is shown.
  expect(state.reads).toBeLessThan(300);
});

test('a database that cannot tell how it stands is read each time, and a failed read is not kept', async () => {
  const { state, read } = openValue();
  state.replica = true;
  await read();
  await read();
  expect(state.reads).toBe(2);
  state.replica = false;
  state.broken = true;
  await expect(read()).rejects.toThrow('lost');
  state.broken = false;
  expect((await read())?.value).toBe(0);
});

test('when the room is full, what is asked for again takes that of what was used longest ago', async () => {
  const { state, read } = openValue(350);
  for (const key of ['a', 'b', 'c', 'a', 'd', 'd']) await read(key);
  const reads = state.reads;
  for (const key of ['a', 'd', 'c']) await read(key);
  expect(state.reads).toBe(reads);
  await read('b');
  expect(state.reads).toBe(reads + 1);
});

test('once the room is full, many that are asked for once drive nothing out', async () => {
  const { state, read } = openValue(350);
  for (const key of ['a', 'b', 'a', 'b', 'c']) await read(key);
  for (let other = 0; other < 50; other += 1) await read(`other ${other}`);
  const reads = state.reads;
  for (const key of ['a', 'b', 'c']) await read(key);
  expect(state.reads).toBe(reads);
});

test('a row outlives a commit of which its carrier knows that it left it alone, and no other', async () => {
  const state = { reads: 0, broken: false };
  let stands = '0';
  let reached = 0;
  const touched = new Set<string>();
  const gate = new SnapshotGate(async () => stands);
  const cache = new RowCache<Row>(gate, () => 100, 10_000);
  const carrier = (key: string) => ({
    generation: () => 0,
    reach: async () => {
      reached += 1;
      if (state.broken) throw new Error('the connection is lost');
    },
    carry: (row: Row) => (touched.has(key) ? undefined : { ...row, stamp: stands }),
    mayCarry: () => true,
  });
  const get = (key: string) =>
    cache.get(
      key,
      async () => {
        state.reads += 1;
        return { stamp: stands, value: state.reads };
      },
      carrier(key),
    );
  expect([(await get('quiet'))?.value, (await get('busy'))?.value]).toEqual([1, 2]);
  stands = '1';
  touched.add('busy');
  expect([await get('quiet'), await get('busy')]).toEqual([
    { stamp: '1', value: 1 },
    { stamp: '1', value: 3 },
  ]);
  // nothing was written since: nobody has to be asked
  const before = reached;
  expect((await get('quiet'))?.value).toBe(1);
  expect(reached).toBe(before);
  stands = '2';
  state.broken = true;
  expect((await get('quiet'))?.value).toBe(4);
});
