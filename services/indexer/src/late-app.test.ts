import { createApp } from '@atoll/server-kit/app';
import { createLogger } from '@atoll/server-kit/logger';
import { expect, test } from 'vitest';
import { lateApp } from './late-app.ts';

const named = (name: string) => {
  const logger = createLogger({ name: 'test', level: 'silent' });
  const app = createApp({ name, version: '0.1.0', description: 'a test', logger });
  app.get('/status', (c) => c.text(name));
  return app;
};

/** A late app, what it answers, and how often the whole was made. */
function started(failing = 0) {
  let made = 0;
  const make = async () => {
    made += 1;
    // as an import would: not at once
    await Promise.resolve();
    if (made <= failing) throw new Error('no such file');
    const whole = named('whole');
    whole.get('/assets', (c) => c.text('assets'));
    return whole;
  };
  const late = lateApp({ early: named('early'), paths: new Set(['/status']), make });
  const get = async (path: string) => (await late.fetch(new Request(`http://x${path}`), {})).text();
  return { late, get, made: () => made };
}

test('what it says of itself is answered without making the rest', async () => {
  const { get, made } = started();
  expect(await get('/status?of=all')).toBe('early');
  expect(made()).toBe(0);
});

test('the rest is made once for all who ask for it, and answers everything from then on', async () => {
  const { get, made } = started();
  expect(await Promise.all([get('/assets'), get('/assets'), get('/status')])).toEqual([
    'assets',
    'assets',
    'early',
  ]);
  expect(await get('/status')).toBe('whole');
  expect(made()).toBe(1);
});

test('the description is that of all routes, however early somebody asks for it', async () => {
  const { get } = started();
  expect(JSON.parse(await get('/openapi.json'))).toMatchObject({ info: { title: 'Atoll whole' } });
});

test('where the rest could not be made, the next who asks has it made', async () => {
  const { late, get, made } = started(1);
  await expect(late.make()).rejects.toThrow('no such file');
  expect(await get('/assets')).toBe('assets');
  expect(made()).toBe(2);
});
