import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import type { SignedReceipt } from '@atoll/schemas/job';
import { ReceiptStatement } from '@atoll/schemas/receipt';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { createIdentity } from '@atoll/sdk/recipient';
import { type ReceiptCheck, verifyReceipt } from '@atoll/sdk/verify-receipt';
import { testDatabase } from '@atoll/tests/support/test-database';
import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readReceipt } from '../src/jobs/read-job.ts';
import { readResult } from '../src/jobs/read-result.ts';
import { digestOf } from '../src/settlement/digest-of.ts';
import { type Market, openMarket, orderPair, reaches } from './market.ts';
import { publishPair } from './publish.ts';

let market: Market;
const me = await createIdentity();
const database = await testDatabase();
beforeAll(async () => {
  market = await openMarket({ databaseUrl: database.url });
  market.engine.behave({ files: { 'metrics.json': '{"accuracy":0.97}' }, wallSeconds: 0.6 });
});
afterAll(() => market?.close());

async function sale() {
  const pair = await publishPair(market);
  const { jobId } = await orderPair(market, pair, { recipient: me.publicKey, parameters: { folds: 5 } });
  await reaches(market, jobId, 'released');
  const reader = market.wallets.buyer.address;
  const signed = await readReceipt(market.ctx, { jobId, reader });
  const { content } = await readResult(market.ctx, { jobId, reader });
  const parts: Uint8Array[] = [];
  for await (const part of content) parts.push(part);
  const files = await decryptResult(new Uint8Array(Buffer.concat(parts)), me.identity);
  return { jobId, signed, files };
}

const outcomes = (checks: readonly ReceiptCheck[], outcome: ReceiptCheck['outcome']) =>
  checks.filter((each) => each.outcome === outcome).map(({ check }) => check);

/** The same receipt with another statement, whose digest it names. */
function restated(signed: SignedReceipt, change: Readonly<Record<string, unknown>>): SignedReceipt {
  const { predicate, ...rest } = ReceiptStatement.parse(signed.statement);
  const statement = { ...rest, predicate: { ...predicate, ...change } };
  const statementDigest: Bytes32 = `0x${createHash('sha256').update(canonicalJsonBytes(statement)).digest('hex')}`;
  return { ...signed, receipt: { ...signed.receipt, statementDigest }, statement };
}

test('the receipt of a sale passes every check against files, parameters and chain, and states the real sandbox', async () => {
  const { signed, files } = await sale();
  const chain = await market.as('stranger');
  const parameters = { folds: 5 };
  const checks = await verifyReceipt({ signedReceipt: signed, files, parameters, chain });
  expect(checks.filter(({ outcome }) => outcome !== 'passed')).toEqual([]);
  const { predicate } = ReceiptStatement.parse(signed.statement);
  const specification = market.engine.started.at(-1);
  if (specification === undefined) throw new Error('nothing ran');
  expect(predicate.sandboxDigest).toBe(digestOf(await market.engine.sandbox(specification)));
  expect(predicate.image?.manifestDigest).toMatch(/^sha256:/);
  expect(Date.parse(predicate.endedAt) - Date.parse(predicate.startedAt ?? '')).toBe(1000);
});

test('a receipt that was changed anywhere is found out by the chain', async () => {
  const { signed } = await sale();
  const chain = await market.as('stranger');
  const failing = async (signedReceipt: unknown) =>
    outcomes(await verifyReceipt({ signedReceipt, chain }), 'failed');
  const other: Bytes32 = `0x${'9'.repeat(64)}`;
  for (const change of [
    { sandboxDigest: other },
    { policyDigest: other },
    { run: 'repeated' },
    { integrity: 'sampled' },
  ])
    expect(await failing(restated(signed, change))).toEqual(['signature', 'settlement']);
  const { predicate } = ReceiptStatement.parse(signed.statement);
  const datasets = predicate.datasets.map((each) => ({ ...each, commitment: other }));
  expect(await failing(restated(signed, { datasets }))).toEqual(['signature', 'settlement', 'commitments']);
  expect(await failing({ ...signed, receipt: { ...signed.receipt, computeSeconds: 0 } })).toContain(
    'settlement',
  );
});

test('a true receipt of another deployment fails on this one', async () => {
  const { signed } = await sale();
  const chain = await market.as('stranger');
  // The same escrow, in which nothing ever happened.
  const jobs = Address.parse(`0x${'e5'.repeat(20)}`);
  const code = await chain.publicClient.getCode({ address: chain.addresses.jobs });
  await market.anvil.rpc('anvil_setCode', [jobs, code]);
  const elsewhere = { ...chain, addresses: { ...chain.addresses, jobs } };
  const checks = await verifyReceipt({ signedReceipt: signed, chain: elsewhere });
  expect(outcomes(checks, 'failed')).toContain('settlement');
});
