import { expect, test } from 'vitest';
import { hedged } from './hedged.ts';

const never = () => Promise.reject(new Error('it was not to begin'));

test('nothing else begins where the first answers in time, or fails', async () => {
  await expect(hedged(Promise.resolve(1), 60_000, never)).resolves.toBe(1);
  await expect(hedged(Promise.reject(new Error('no')), 60_000, never)).rejects.toThrow('no');
});

test('the second answers where the first takes long, whatever becomes of that', async () => {
  const first = Promise.withResolvers<string>();
  await expect(hedged(first.promise, 1, () => Promise.resolve('second'))).resolves.toBe('second');
  first.reject(new Error('too late to matter'));
});

test('the second is told that the first has answered', async () => {
  const first = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<AbortSignal>();
  const answer = hedged(first.promise, 1, async (signal) => {
    begun.resolve(signal);
    return new Promise(() => undefined);
  });
  const signal = await begun.promise;
  expect(signal.aborted).toBe(false);
  first.resolve('first');
  await expect(answer).resolves.toBe('first');
  expect(signal.aborted).toBe(true);
});

/** Two attempts, both of which have begun. */
async function bothBegun() {
  const first = Promise.withResolvers<string>();
  const second = Promise.withResolvers<string>();
  const begun = Promise.withResolvers<undefined>();
  const answer = hedged(first.promise, 1, () => {
    begun.resolve(undefined);
    return second.promise;
  });
  await begun.promise;
  return { first, second, answer };
}

test('where both fail, the first before the second, it is as the first did', async () => {
  const { first, second, answer } = await bothBegun();
  first.reject(new Error('the first'));
  second.reject(new Error('the second'));
  await expect(answer).rejects.toThrow('the first');
});

test('where both fail, the second before the first, it is as the first did', async () => {
  const { first, second, answer } = await bothBegun();
  second.reject(new Error('the second'));
  first.reject(new Error('the first'));
  await expect(answer).rejects.toThrow('the first');
});

test('one that fails while the other is under way waits for it', async () => {
  const { first, second, answer } = await bothBegun();
  first.reject(new Error('no'));
  second.resolve('second');
  await expect(answer).resolves.toBe('second');
});
