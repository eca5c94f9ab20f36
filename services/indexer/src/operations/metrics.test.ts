import { expect, test } from 'vitest';
import { Metrics } from './metrics.ts';

test('whoever asks for the measures while they are looked up has that look', async () => {
  const metrics = new Metrics();
  const looks: ((value: number) => void)[] = [];
  metrics.gauge('backlog', 'What waits.', async () => {
    const value = await new Promise<number>((resolve) => looks.push(resolve));
    return [[{}, value]];
  });
  const asking = Array.from({ length: 20 }, () => metrics.render());
  expect(looks).toHaveLength(1);
  looks[0]?.(7);
  for (const text of await Promise.all(asking)) expect(text).toContain('backlog 7\n');
  const later = metrics.render();
  expect(looks).toHaveLength(2);
  looks[1]?.(8);
  expect(await later).toContain('backlog 8\n');
});
