import { type Market, openMarket } from '@atoll/compute-provider/test/market';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { testDatabase } from '../support/test-database.ts';
import { findAttacks, isProviderAttack } from './support/find-attacks.ts';
import { tell } from './support/tell.ts';

const database = await testDatabase();
const attacks = (await findAttacks()).filter(isProviderAttack);

describe('attacks on the provider, its money and its protocol', () => {
  let market: Market;
  beforeAll(async () => {
    market = await openMarket({ databaseUrl: database.url, slots: 16 });
  });
  afterAll(() => market?.close());

  for (const attack of attacks) {
    it(`${attack.name} is ${attack.expect}`, { timeout: 60_000 }, async ({ task }) => {
      market.engine.behave({ files: { 'metrics.json': '{"accuracy":1}' } });
      tell(task, { attack, runtime: '–', happened: 'got through, or could not be tried' });
      tell(task, { attack, runtime: '–', happened: await attack.attempt(market) });
    });
  }
});
