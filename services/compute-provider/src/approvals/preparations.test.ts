import { expect, test } from 'vitest';
import { counted, createPreparations } from './preparations.ts';

const digest = `0x${'5'.repeat(64)}` as const;
const version = { datasetId: '1', algorithmId: '2', metadataDigest: digest };
const began = new Date(0);
const pieces = async function* () {
  yield await Promise.resolve(new Uint8Array(3));
  yield new Uint8Array(4);
};

test('a preparation tells its phase and what has come, and is told of no longer than it takes', async () => {
  const preparations = createPreparations();
  expect(preparations.look(digest)).toBeUndefined();
  const seen: unknown[] = [];
  await preparations.track(version, began, async ({ enter, came }) => {
    seen.push(preparations.look(digest));
    enter('image');
    for await (const _ of counted(pieces(), came)) seen.push(preparations.look(digest)?.bytes);
    enter('document');
    seen.push(preparations.look(digest)?.phase);
  });
  expect(seen).toEqual([{ startedAt: began.toISOString(), phase: 'document', bytes: 0 }, 3, 7, 'document']);
  expect(preparations.look(digest)).toBeUndefined();
});

test('of two preparations of a version the newer one is told of, and an end of the older one hides nothing', async () => {
  const preparations = createPreparations();
  const first = Promise.withResolvers<void>();
  const older = preparations.track(version, began, () => first.promise);
  await preparations.track(version, new Date(1000), async ({ came }) => {
    first.resolve();
    await older;
    came(5);
    expect(preparations.look(digest)).toMatchObject({ startedAt: new Date(1000).toISOString(), bytes: 5 });
  });
  expect(preparations.look(digest)).toBeUndefined();
});
