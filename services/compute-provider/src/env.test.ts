import { describeEnvironment } from '@atoll/server-kit/environment';
import { expect, test } from 'vitest';
import { pollMillisecondsOf, ProviderEnvironment } from './env.ts';

test('the head is looked at ten times a second on a local chain alone, unless it is set', () => {
  expect(pollMillisecondsOf({ POLL_MILLISECONDS: undefined }, 31337)).toBe(100);
  expect(pollMillisecondsOf({ POLL_MILLISECONDS: undefined }, 8453)).toBe(1000);
  const { POLL_MILLISECONDS } = ProviderEnvironment.shape;
  expect(pollMillisecondsOf({ POLL_MILLISECONDS: POLL_MILLISECONDS.parse('50') }, 8453)).toBe(50);
  expect(POLL_MILLISECONDS.safeParse('9').success).toBe(false);
  expect(
    describeEnvironment(ProviderEnvironment).find(({ name }) => name === 'POLL_MILLISECONDS'),
  ).toMatchObject({ required: false, default: undefined });
});
