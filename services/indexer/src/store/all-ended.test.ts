import { expect, test } from 'vitest';
import { allEnded } from './all-ended.ts';

test('a failure is told when the work beside it has ended', async () => {
  const slow = Promise.withResolvers<void>();
  const steps: string[] = [];
  const work = async () => {
    await slow.promise;
    steps.push('sent the last statement');
  };
  const all = allEnded([Promise.reject(new Error('refused')), work()]).catch((error: unknown) => {
    steps.push(String(error));
  });
  setImmediate(() => slow.resolve());
  await all;
  expect(steps).toEqual(['sent the last statement', 'Error: refused']);
});

test('the results come in the order of the work', async () => {
  const [number, nothing, text] = await allEnded([Promise.resolve(1), undefined, 'two']);
  expect([number, nothing, text]).toEqual([1, undefined, 'two']);
});
