import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allResources } from '../resources/all.ts';
import type { ChangedRow, Standing } from './changed-rows.ts';
import { TouchedRows } from './touched-rows.ts';
import { markOf, type Watch } from './watch.ts';

/** A mirror whose blocks are given one after another. */
function openMirror(first: Partial<Standing> = {}) {
  const mirror = {
    standing: {
      stamp: '0',
      number: 10,
      hash: 'a',
      reorg: '0',
      finalized: 0,
      tables: '1',
      known: 'a',
      ...first,
    },
    rows: [] as ChangedRow[],
    looks: 0,
    tooMuch: false,
  };
  const touched = new TouchedRows(async (after) => {
    mirror.looks += 1;
    const changed = mirror.tooMuch ? undefined : mirror.rows.filter(({ block }) => block > after);
    return { ...mirror.standing, changed };
  }, 1000);
  const move = async (change: Partial<Standing>, rows: readonly (readonly string[])[] = []) => {
    Object.assign(mirror.standing, change, { stamp: String(Number(mirror.standing.stamp) + 1) });
    mirror.rows.push(...rows.map((marks) => ({ block: mirror.standing.number, marks })));
    await touched.reach(mirror.standing.stamp);
  };
  const readAt = () => ({
    number: mirror.standing.number,
    reorg: mirror.standing.reorg,
    generation: touched.generation,
  });
  return { mirror, touched, move, readAt };
}

const watch = (...conditions: string[][]): Watch => ({ resource: allResources.jobs, conditions });
const [mine, other] = [markOf(0, 'mine'), markOf(0, 'other')];
const ended = markOf(1, 'ended');

test('an answer holds until a block touches a row that fulfils its conditions', async () => {
  const { touched, move, readAt } = openMirror();
  await move({});
  const read = readAt();
  await move({ number: 11 }, [[other, ended]]);
  expect(touched.holds(read, watch([mine]))).toBe(true);
  // of rows that have ended none is mine
  expect(touched.holds(read, watch([ended], [mine]))).toBe(true);
  expect(touched.holds(read, watch([ended]))).toBe(false);
  expect(touched.holds(read, watch([mine, other]))).toBe(false);
  expect(touched.holds(read, watch())).toBe(false);
  const later = readAt();
  expect(touched.holds(later, watch([ended]))).toBe(true);
  await move({ number: 12 }, [[mine]]);
  expect(touched.holds(later, watch([mine]))).toBe(false);
  expect(touched.holds(read, watch([mine]))).toBe(false);
});

test.each([
  ['a reorg', { reorg: '1', number: 11 }],
  ['tables that were swapped for others', { tables: '2' }],
  ['blocks that were final at once', { number: 200, finalized: 136 }],
  ['another block in the place of the last one', { number: 12, known: 'b' }],
  ['a mirror that stands lower than before', { number: 9 }],
])('%s touches everything', async (_what, change) => {
  const { touched, move, readAt } = openMirror();
  await move({});
  const read = readAt();
  await move(change);
  expect(touched.holds(read, watch([mine]))).toBe(false);
  expect(touched.holds(readAt(), watch([mine]))).toBe(true);
});

test('more changes than are told, or than are remembered, touch everything', async () => {
  const { mirror, touched, move, readAt } = openMirror();
  await move({});
  const read = readAt();
  mirror.tooMuch = true;
  await move({ number: 11 });
  expect(touched.holds(read, watch([mine]))).toBe(false);
  mirror.tooMuch = false;
  const second = readAt();
  await move(
    { number: 12 },
    Array.from({ length: 1001 }, (_, at) => [`0 ${at}`]),
  );
  expect(touched.holds(second, watch([mine]))).toBe(false);
});

test('a look is shared by all who ask for the same snapshot, and one that fails is told to who asked', async () => {
  const { mirror, touched } = openMirror();
  await Promise.all(Array.from({ length: 20 }, () => touched.reach('0')));
  expect(mirror.looks).toBe(1);
  const broken = new TouchedRows(() => Promise.reject(new Error('the connection is lost')));
  await expect(broken.reach('1')).rejects.toThrow('lost');
  expect(broken.holds({ number: 1, reorg: '0', generation: 0 }, watch())).toBe(false);
});

/** Rows of two columns; a block gives some of them other values, or makes or ends them. */
const Rows = fc.array(fc.tuple(fc.nat(2), fc.nat(2)), { minLength: 1, maxLength: 6 });
const Block = fc.array(
  fc.record({ at: fc.nat(5), to: fc.option(fc.tuple(fc.nat(2), fc.nat(2)), { nil: undefined }) }),
  { maxLength: 3 },
);

test('whatever blocks do, an answer that is said to hold is the one that would be read', async () => {
  await fc.assert(
    fc.asyncProperty(Rows, fc.array(Block, { minLength: 1, maxLength: 12 }), async (start, blocks) => {
      const { touched, move, readAt } = openMirror();
      const table = new Map<number, readonly [number, number]>(start.entries());
      const marks = ([a, b]: readonly [number, number]) => [markOf(0, String(a)), markOf(1, String(b))];
      const find = (a: number, b: number) =>
        JSON.stringify([...table].filter(([, row]) => row[0] === a && row[1] === b).sort());
      const kept: { a: number; b: number; text: string; read: ReturnType<typeof readAt> }[] = [];
      await move({});
      for (const [index, block] of blocks.entries()) {
        for (const a of [0, 1, 2])
          for (const b of [0, 1, 2]) kept.push({ a, b, text: find(a, b), read: readAt() });
        const rows = block.flatMap(({ at, to }) => {
          const before = table.get(at);
          if (to === undefined) table.delete(at);
          else table.set(at, to);
          return [before, to].flatMap((each) => (each === undefined ? [] : [marks(each)]));
        });
        await move({ number: 11 + index }, rows);
        for (const { a, b, text, read } of kept) {
          if (touched.holds(read, watch(...marks([a, b]).map((mark) => [mark]))))
            expect(find(a, b)).toBe(text);
        }
      }
    }),
  );
});
