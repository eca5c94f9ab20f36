import { testDatabase } from '@atoll/tests/support/test-database';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { approveAlgorithm } from '../src/approvals/approve-algorithm.ts';
import { revokeAlgorithm } from '../src/approvals/revoke-algorithm.ts';
import { giveQuote } from '../src/quotes/give-quote.ts';
import { type Market, openMarket, requestFor } from './market.ts';
import { type Pair, publishPair } from './publish.ts';

let market: Market;
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url, slots: 4 });
});
afterAll(() => market?.close());

const versionOf = (pair: Pair) => ({
  datasetId: pair.datasetId.toString(),
  algorithmId: pair.algorithmId.toString(),
  metadataDigest: pair.algorithmDigest,
});

/** An approval whose image does not come until the test lets it. */
async function beginApproval(pair: Pair) {
  const { engine } = market;
  const { prepare } = engine;
  const asked = Promise.withResolvers<void>();
  const image = Promise.withResolvers<void>();
  engine.prepare = async (...input) => {
    asked.resolve();
    await image.promise;
    return prepare(...input);
  };
  const approval = approveAlgorithm(market.ctx, versionOf(pair));
  approval.catch(() => undefined);
  await asked.promise;
  engine.prepare = prepare;
  return { approval, deliver: () => image.resolve() };
}

test('a first approval that is under way is given up by a revocation', async () => {
  const pair = await publishPair(market, { approveHere: false });
  const { approval, deliver } = await beginApproval(pair);
  await expect(revokeAlgorithm(market.ctx, versionOf(pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
  deliver();
  await expect(approval).rejects.toMatchObject({ code: 'conflict' });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
});

test('an approval that was begun anew does not undo a revocation that came after its begin', async () => {
  const pair = await publishPair(market);
  const { approval, deliver } = await beginApproval(pair);
  const { revokedAt } = await revokeAlgorithm(market.ctx, versionOf(pair));
  expect(revokedAt).toBeDefined();
  deliver();
  await expect(approval).rejects.toMatchObject({ code: 'conflict' });
  await expect(giveQuote(market.ctx, requestFor(market, pair))).rejects.toMatchObject({
    code: 'custodian_approval_missing',
  });
});

test('a revocation gives up what is under way for its own dataset alone, and approving again approves', async () => {
  const pair = await publishPair(market);
  const other = await publishPair(market);
  const { approval, deliver } = await beginApproval(pair);
  await revokeAlgorithm(market.ctx, { ...versionOf(pair), datasetId: other.datasetId.toString() }).catch(
    () => undefined,
  );
  deliver();
  await approval;
  await revokeAlgorithm(market.ctx, versionOf(pair));
  await approveAlgorithm(market.ctx, versionOf(pair));
  await giveQuote(market.ctx, requestFor(market, pair));
});
