import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { assets, dollars, draftOrder, fund, openProvider, publish } from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Leg, Order } from '@atoll/schemas/order';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalMarket, localMarket } from '../test/local-market.ts';
import type { Chain } from './chain.ts';
import { jobIdOf, orderTypedData } from './job-id.ts';
import { maximumOf } from './maximum-of.ts';
import { signPermit } from './permit.ts';
import { readApproval } from './read-approval.ts';
import { readAsset } from './read-asset.ts';
import { readBalance, readTokenBalance } from './read-balance.ts';
import { blockTime } from './read-block-time.ts';
import { readCollateral } from './read-collateral.ts';
import { environmentIdOf, readEnvironment } from './read-environment.ts';
import { readFeeRate } from './read-fee-rate.ts';
import { readJobState } from './read-job-state.ts';
import { readProvider } from './read-provider.ts';
import { readSettlement } from './read-settlement.ts';
import { receiptForChain, signOrder, signQuote, signReceipt } from './sign.ts';
import { verifyMessage, verifySignature } from './verify-signature.ts';
import { simulateThenSend } from './write.ts';

let local: LocalMarket;
beforeAll(async () => {
  local = await localMarket();
});
afterAll(() => local.stop());

const leg = (
  from: Omit<Leg, 'metadataDigest' | 'payee'> & { metadataDigest: string; payee: string },
): Leg => ({
  ...from,
  metadataDigest: Bytes32.parse(from.metadataDigest),
  payee: Address.parse(from.payee),
});

/** A provider, an approved algorithm for a dataset, and an order of a buyer who has dollars. */
async function stage(input: { approve?: boolean; relayFee?: bigint } = {}) {
  const { market } = local;
  const privateKey = generatePrivateKey();
  const chain = await local.connect({ privateKey });
  const buyer = privateKeyToAccount(privateKey);
  const provider = await openProvider(market);
  const owner = await market.newAccount();
  const hosted = { provider: provider.account.address, nonce: 0n };
  const dataset = await publish(market, owner, { kind: 'dataset', price: dollars(10), ...hosted });
  const algorithm = await publish(market, owner, { kind: 'algorithm', price: dollars(5), ...hosted });
  if (input.approve !== false) {
    const { assetId, metadataDigest } = algorithm.leg;
    await assets(market, owner, 'approveAlgorithm', [
      dataset.leg.assetId,
      assetId,
      metadataDigest,
      2 ** 39,
      3,
    ]);
  }
  const draft = await draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset.leg],
    algorithm: algorithm.leg,
    relayFee: input.relayFee ?? 0n,
  });
  const order: Order = {
    ...draft,
    buyer: Address.parse(draft.buyer),
    provider: Address.parse(draft.provider),
    payout: Address.parse(draft.payout),
    token: Address.parse(draft.token),
    datasets: [leg(dataset.leg)],
    algorithm: leg(algorithm.leg),
  };
  const deployment = { chainId: chain.chainId, jobs: chain.addresses.jobs };
  const jobId = jobIdOf(order, deployment);
  const quote = {
    validUntil: order.runBy,
    signature: await signQuote(provider.operator, { jobId, validUntil: order.runBy }, deployment),
  };
  return { chain, buyer, provider, owner, order, deployment, jobId, quote };
}

const call = (chain: Chain, functionName: string, args: readonly unknown[]) =>
  ({ address: chain.addresses.jobs, abi: jobsAbi, functionName, args }) as const;

test('id and maximum of an order are those of the contract, whatever it holds', async () => {
  const { chain, order, deployment } = await stage();
  const orders: Order[] = [
    order,
    { ...order, feeRate: 333, relayFee: 7n, maxSeconds: 61, pricePerSecond: 12_345n },
    { ...order, datasets: [1n, 2n, 9n].map((assetId) => ({ ...order.algorithm, assetId, price: assetId })) },
    { ...order, feeRate: 0, algorithm: { ...order.algorithm, price: 0n }, pricePerSecond: 0n },
  ];
  for (const each of orders) {
    const read = { address: chain.addresses.jobs, abi: jobsAbi, args: [each] } as const;
    expect(await chain.publicClient.readContract({ ...read, functionName: 'jobIdOf' })).toBe(
      jobIdOf(each, deployment),
    );
    expect(await chain.publicClient.readContract({ ...read, functionName: 'maximumOf' })).toBe(
      maximumOf(each),
    );
  }
});

test('an order, then its receipt: signed here, accepted by the contract', async () => {
  const { chain, buyer, provider, owner, order, deployment, jobId, quote } = await stage();
  await fund(local.market, buyer, chain.addresses.jobs, dollars(100));
  expect(await readJobState(chain, jobId)).toMatchObject({ state: 'none' });
  const ordered = await simulateThenSend(chain, call(chain, 'order', [order, quote]));
  expect(ordered.gasUsed).toBeGreaterThan(50_000n);
  expect(await readJobState(chain, jobId)).toMatchObject({ state: 'open', reportedAt: 0 });
  expect(await readJobState(chain, jobId, { blockNumber: ordered.blockNumber - 1 })).toMatchObject({
    state: 'none',
  });
  expect(await readTokenBalance(chain, { token: order.token, account: order.buyer })).toBe(
    dollars(100) - maximumOf(order),
  );
  const { exposed, free, bonded } = await readCollateral(chain, order);
  expect(exposed).toBe(maximumOf(order));
  expect(free).toBe(bonded - exposed);

  await local.market.control.increaseTime({ seconds: 60 });
  const receipt = {
    jobId,
    outcome: 'released',
    computeSeconds: 10,
    resultDigest: `0x${'1'.repeat(64)}`,
    statementDigest: `0x${'2'.repeat(64)}`,
    outputsRoot: `0x${'3'.repeat(64)}`,
  } as const;
  const signature = await signReceipt(provider.operator, receipt, deployment);
  await simulateThenSend(chain, call(chain, 'settle', [order, receiptForChain(receipt), signature]));
  expect(await readJobState(chain, jobId)).toMatchObject({ state: 'ended' });
  const settlement = await readSettlement(chain, jobId);
  expect(settlement?.receipt).toEqual(receipt);
  expect(settlement?.payments.reduce((sum, payment) => sum + payment.amount, 0n)).toBe(maximumOf(order));
  expect(await readSettlement(chain, order.salt)).toBeUndefined();
  expect(await readBalance(chain, { token: order.token, account: Address.parse(owner.address) })).toBe(
    dollars(15),
  );
});

test('two signatures order without native coin', async () => {
  const { chain, order, deployment, quote, buyer, jobId } = await stage({ relayFee: dollars(1) });
  const { market } = local;
  await fund(market, buyer, order.provider, dollars(100)); // the allowance is somebody else's
  const permit = await signPermit(chain, buyer, {
    token: order.token,
    spender: chain.addresses.jobs,
    value: maximumOf(order),
    deadline: order.settleBy,
  });
  const signature = await signOrder(buyer, order, deployment);
  const relayer = await local.connect();
  await simulateThenSend(relayer, call(relayer, 'orderBySig', [order, quote, signature, permit]));
  expect(await readJobState(chain, jobId)).toMatchObject({ state: 'open' });
});

test('what the contracts refuse is told before anything is sent', async () => {
  const { chain, order, quote, buyer } = await stage({ approve: false });
  const sent = () => chain.publicClient.getTransactionCount({ address: buyer.address });
  const before = await sent();
  await expect(simulateThenSend(chain, call(chain, 'order', [order, quote]))).rejects.toMatchObject({
    code: 'not_approved',
  });
  const other = await stage();
  await expect(
    simulateThenSend(other.chain, call(other.chain, 'order', [other.order, other.quote])),
  ).rejects.toMatchObject({ code: 'insufficient_escrow' });
  expect(await sent()).toBe(before);
});

test('reads give what was published, approved and registered', async () => {
  const { chain, order, owner, provider } = await stage();
  const [dataset] = order.datasets;
  if (dataset === undefined) throw new Error('no dataset');
  const asset = await readAsset(chain, dataset.assetId);
  expect(asset).toMatchObject({
    kind: 'dataset',
    state: 'active',
    metadataDigest: dataset.metadataDigest,
    payee: Address.parse(owner.address),
    owner: Address.parse(owner.address),
  });
  expect(asset.terms).toMatchObject({ token: order.token, price: dollars(10), provider: order.provider });

  const { assetId: algorithmId, metadataDigest } = order.algorithm;
  const approval = { datasetId: dataset.assetId, algorithmId, algorithmDigest: metadataDigest };
  expect(await readApproval(chain, approval)).toEqual({ expiresAt: 2 ** 39, runsLeft: 3 });
  expect(await readApproval(chain, { ...approval, algorithmDigest: dataset.metadataDigest })).toBeUndefined();
  expect(await readApproval(chain, { ...approval, algorithmId: dataset.assetId })).toBeUndefined();

  expect(await readProvider(chain, order.provider)).toMatchObject({
    operator: Address.parse(provider.operator.address),
    payout: order.payout,
  });
  const environment = await readEnvironment(chain, order);
  expect(environment).toMatchObject({ active: true, slots: 4, pricePerSecond: dollars(0.01) });
  expect(environmentIdOf(order.provider, environment.resourcesDigest)).toBe(order.environment);
  expect(await readFeeRate(chain)).toBe(250);
  expect(await blockTime(chain)).toBeGreaterThan(1_600_000_000);
});

test('what is not on chain is named', async () => {
  const { chain, order } = await stage();
  const nobody = Address.parse(`0x${'7'.repeat(40)}`);
  await expect(readAsset(chain, 42n)).rejects.toMatchObject({ code: 'asset_unknown' });
  await expect(readProvider(chain, nobody)).rejects.toMatchObject({ code: 'not_found' });
  await expect(
    readEnvironment(chain, { provider: order.provider, environment: order.salt }),
  ).rejects.toMatchObject({ code: 'environment_unknown' });
});

test('a signature holds for its account, its order and its deployment alone', async () => {
  const { chain, order, deployment, buyer } = await stage();
  const signature = await signOrder(buyer, order, deployment);
  const check = (changed: {
    address?: Address;
    order?: Order;
    chainId?: number;
    signature?: `0x${string}`;
  }) =>
    verifySignature({
      chain,
      address: changed.address ?? order.buyer,
      typedData: orderTypedData(changed.order ?? order, { ...deployment, chainId: changed.chainId ?? 31337 }),
      signature: changed.signature ?? signature,
    });
  expect(await check({})).toBe(true);
  expect(await check({ address: order.provider })).toBe(false);
  expect(await check({ order: { ...order, maxSeconds: 1 } })).toBe(false);
  expect(await check({ chainId: 1 })).toBe(false);
  expect(await check({ signature: `0x${'00'.repeat(65)}` })).toBe(false);
  expect(await check({ signature: '0x1234' })).toBe(false);
});

test('a text that was signed is its signer’s, whole and nobody else’s', async () => {
  const { chain } = await stage();
  const account = privateKeyToAccount(`0x${'7'.repeat(64)}`);
  const address = Address.parse(account.address);
  const signature = await account.signMessage({ message: 'sign in' });
  const check = (changes: { message?: string; address?: Address } = {}) =>
    verifyMessage({ chain, address, message: 'sign in', signature, ...changes });
  expect(await check()).toBe(true);
  expect(await check({ message: 'sign in ' })).toBe(false);
  expect(await check({ address: Address.parse(`0x${'11'.repeat(20)}`) })).toBe(false);
});

test('a contract’s word counts as its signature (ERC-1271)', async () => {
  const { chain, order, deployment } = await stage();
  const yes = privateKeyToAccount(`0x${'5'.repeat(64)}`).address;
  const no = privateKeyToAccount(`0x${'6'.repeat(64)}`).address;
  // answers every call with one word: the magic value of ERC-1271, or zero
  const answering = (word: string): `0x${string}` => `0x63${word}60e01b60005260206000f3`;
  await local.market.control.setCode({ address: yes, bytecode: answering('1626ba7e') });
  await local.market.control.setCode({ address: no, bytecode: answering('00000000') });
  const typedData = orderTypedData(order, deployment);
  const check = (address: string) =>
    verifySignature({ chain, address: Address.parse(address), typedData, signature: '0xabcd' });
  expect(await check(yes)).toBe(true);
  expect(await check(no)).toBe(false);
  const text = (address: string) =>
    verifyMessage({ chain, address: Address.parse(address), message: 'sign in', signature: '0xabcd' });
  expect(await text(yes)).toBe(true);
  expect(await text(no)).toBe(false);
});
