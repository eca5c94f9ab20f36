import { expect, test } from 'vitest';
import { createLogger } from './logger.ts';

test('keys, signatures and authorization never reach a line, also when nested', () => {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'info',
    destination: { write: (line) => void lines.push(line) },
  });
  logger.info({
    privateKey: 'hush',
    wallet: { privateKey: 'hush', deep: { signature: 'hush' } },
    headers: { authorization: 'hush', 'atoll-signature': 'hush' },
    'atoll-signature': 'hush',
    amount: 12n,
    kept: 'shown',
  });
  expect(lines.join()).not.toContain('hush');
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    kept: 'shown',
    name: 'test',
    level: 'info',
    amount: 12,
  });
});

test('a level below the configured one is not written', () => {
  const lines: string[] = [];
  const logger = createLogger({
    name: 'test',
    level: 'warn',
    destination: { write: (line) => void lines.push(line) },
  });
  logger.info('quiet');
  logger.warn('heard');
  expect(lines).toHaveLength(1);
});
