import { createSalt } from '@atoll/sdk/outputs-root';
import { signAct } from '@atoll/chain/act';
import { readBalance } from '@atoll/chain/read-balance';
import { blockTime } from '@atoll/chain/read-block-time';
import { signPermit } from '@atoll/chain/permit';
import { signOrder } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { shareTokenAbi } from '@atoll/contracts/generated/shareToken';
import { dollars, fund, type MarketProvider, openProvider } from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { mostFilterValues } from '@atoll/schemas/indexer/shape';
import { Statement, type StatementLine } from '@atoll/schemas/statement';
import { awardBounty } from '@atoll/sdk/award-bounty';
import { claimDividends } from '@atoll/sdk/claim-dividends';
import { closeChannel } from '@atoll/sdk/close-channel';
import { createShares } from '@atoll/sdk/create-shares';
import { deposit } from '@atoll/sdk/deposit';
import { openBounty } from '@atoll/sdk/open-bounty';
import { openChannel } from '@atoll/sdk/open-channel';
import { signVoucher } from '@atoll/sdk/sign-voucher';
import { submitToBounty } from '@atoll/sdk/submit-to-bounty';
import { withdraw, withdrawCall } from '@atoll/sdk/withdraw';
import { testDatabase } from '@atoll/tests/support/test-database';
import { encodeFunctionData, parseAbiItem } from 'viem';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type LocalChain, localChain, publishPair, quoted, settle } from '../../test/local-chain.ts';
import { markets, problemIn } from '../../test/market.ts';
import { parseDecimal } from './decimal.ts';
import type { PriceSource } from './prices/price-source.ts';

const indexed = await testDatabase();
const openMarketplace = await markets();

type Somebody = Awaited<ReturnType<LocalChain['somebody']>>;
let local: LocalChain;
let owner: Somebody;
let buyer: Somebody;
let relayer: Somebody;
let provider: MarketProvider;
let token: Address;
let pair: Awaited<ReturnType<typeof publishPair>>;

const digest = Bytes32.parse(`0x${'5'.repeat(64)}`);

/** Orders by two signatures that the relayer sends, and settles. */
async function sellRelayed(): Promise<void> {
  const { chain, account } = buyer;
  const offer = await quoted(local, { buyer: account.address, provider, pair, relayFee: dollars(1) });
  const permit = await signPermit(chain, account, {
    token,
    spender: chain.addresses.jobs,
    value: 2n ** 200n,
    deadline: offer.order.settleBy,
  });
  const signature = await signOrder(account, offer.order, offer.deployment);
  await simulateThenSend(relayer.chain, {
    address: chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'orderBySig',
    args: [offer.order, offer.quote, signature, permit],
  });
  await settle(local, relayer, provider, offer);
}

async function paidByChannel(): Promise<void> {
  const { channelId } = await openChannel(buyer, {
    ...{ payee: Address.parse(owner.account.address), token, deposit: dollars(4), closeDelay: 3600 },
  });
  const voucher = await signVoucher(buyer, { channelId, cumulative: dollars(3) });
  await closeChannel(owner, voucher);
}

async function awarded(): Promise<void> {
  const now = await blockTime(buyer.chain);
  const { bountyId } = await openBounty(buyer, {
    ...{ kind: 'data', token, amount: dollars(50), specification: digest },
    judge: Address.parse(buyer.account.address),
    submitUntil: now + 86_400,
    decideUntil: now + 3 * 86_400,
  });
  const { submission } = await submitToBounty(owner, { bountyId, digest, assetId: pair.dataset.assetId });
  await awardBounty(buyer, {
    ...{ bountyId, submission, submitter: owner.account.address, amount: dollars(30) },
  });
}

async function shared(): Promise<void> {
  const { shares } = await createShares(owner, {
    ...{ assetId: pair.dataset.assetId, name: 'Reef', symbol: 'REEF', supply: 100n * 10n ** 18n },
  });
  pair = { ...pair, dataset: { ...pair.dataset, payee: shares } };
  await sellRelayed();
  const hasToken = await owner.chain.publicClient.readContract({
    address: shares,
    abi: shareTokenAbi,
    functionName: 'tokens',
  });
  if (hasToken.length === 0) {
    const addToken = { address: shares, abi: shareTokenAbi, functionName: 'addToken', args: [token] };
    await simulateThenSend(owner.chain, addToken);
  }
  await claimDividends(owner, { shares, tokens: [token] });
}

/** The owner withdraws by a signature that the relayer sends for a fee. */
async function withdrawnByAct(): Promise<void> {
  const { chain, account } = owner;
  const to = Address.parse(account.address);
  const call = withdrawCall(chain, { tokens: [token], to });
  const act = {
    account: to,
    calls: [{ target: call.address, data: encodeFunctionData(call) }],
    feeToken: token,
    fee: dollars(0.25),
    deadline: (await blockTime(chain)) + 600,
    salt: createSalt(),
  };
  const signature = await signAct(account, act, { chainId: 31337, relay: chain.addresses.relay });
  await simulateThenSend(relayer.chain, {
    address: chain.addresses.relay,
    abi: relayAbi,
    functionName: 'execute',
    args: [act, signature],
  });
}

beforeAll(async () => {
  local = await localChain({ databaseUrl: indexed.url });
  token = Address.parse(local.market.token);
  [owner, buyer, relayer] = await Promise.all([local.somebody(), local.somebody(), local.somebody()]);
  provider = await openProvider(local.market);
  await fund(local.market, buyer.account, provider.account.address, dollars(500));
  pair = await publishPair(local, owner.account, provider);
  await sellRelayed();
  await withdraw(owner, { tokens: [token] });
  await paidByChannel();
  await awarded();
  await deposit(buyer, { token, amount: dollars(7), to: Address.parse(owner.account.address) });
  const transfer = [token, owner.account.address, dollars(0.5)];
  await simulateThenSend(buyer.chain, {
    ...{ address: buyer.chain.addresses.jobs, abi: jobsAbi, functionName: 'transfer', args: transfer },
  });
  await shared();
  await withdrawnByAct();
  await local.indexed();
}, 120_000);
afterAll(() => local.stop());

const prices: PriceSource = {
  currency: 'EUR',
  digits: 2,
  name: 'a test',
  priceOn: (asked) => {
    const price = parseDecimal('0.923456789');
    return Promise.resolve(
      asked.symbol === 'tUSD' && price !== undefined ? { price, source: 'a test' } : { reason: 'none' },
    );
  },
};

const open = (options: { prices?: PriceSource } = {}) =>
  openMarketplace({
    indexerUrl: local.indexerUrl,
    deployment: local.market.book,
    ...(options.prices === undefined ? {} : { prices: () => options.prices ?? prices }),
  });

const period = 'from=2000-01-01&to=2999-12-31';
const read = async (account: string, query = period, options: { prices?: PriceSource } = {}) => {
  const { app } = await open(options);
  const response = await app.request(`/statements/${account}?${query}`);
  expect(response.status).toBe(200);
  return Statement.parse(await response.json());
};

const sum = (lines: readonly StatementLine[], direction: 'in' | 'out') =>
  lines
    .filter((line) => line.direction === direction)
    .reduce((total, { money }) => total + BigInt(money.units), 0n);

const withdrawn = parseAbiItem(
  'event Withdrawn(address indexed account, address indexed token, address to, uint256 amount)',
);

test('what an account received less what it gave away is what the chain holds for it, to the last unit', async () => {
  const { market } = local;
  const { chain } = owner;
  const accounts = [
    ...[owner, buyer, relayer].map(({ account }) => account.address),
    provider.payout,
    market.treasury,
  ];
  for (const each of accounts) {
    const account = Address.parse(each);
    const { lines } = await read(account);
    const held = await readBalance(chain, { token, account });
    expect(sum(lines, 'in') - sum(lines, 'out'), each).toBe(held);
    const events = await market.chain.getLogs({
      ...{ address: chain.addresses.jobs, event: withdrawn, args: { account }, fromBlock: 0n },
    });
    expect(
      sum(
        lines.filter(({ section }) => section === 'withdrawal'),
        'out',
      ),
      each,
    ).toBe(events.reduce((total, { args }) => total + (args.amount ?? 0n), 0n));
    for (const line of lines) {
      const receipt = await market.chain.getTransactionReceipt({ hash: line.transaction });
      const { timestamp } = await market.chain.getBlock({ blockNumber: receipt.blockNumber });
      expect(Date.parse(line.at) / 1000).toBe(Number(timestamp));
    }
  }
});

test('an owner sees each kind of income by its name, with its asset, its order and the fee that the job bore', async () => {
  const { lines, totals } = await read(owner.account.address);
  const events = lines.map(({ event }) => event);
  expect(events).toEqual([
    'data',
    'algorithm',
    'withdrawal',
    'channel_income',
    'bounty_award',
    'deposit',
    'transfer_in',
    'algorithm',
    'dividend',
    'relay_fee',
    'withdrawal',
  ]);
  const of = (event: string) => lines.find((line) => line.event === event);
  const datasetId = `eip155:31337/erc721:${owner.chain.addresses.assetRegistry}/${pair.dataset.assetId}`;
  // 2.5 % of 10 + 5 + 10 seconds at 0.01
  expect(of('data')).toMatchObject({
    section: 'income',
    asset: { id: datasetId },
    money: { units: '10000000', amount: '10' },
    protocolFee: { units: '377500', amount: '0.3775' },
    relayFee: { amount: '1' },
    reference: { kind: 'order' },
  });
  expect(of('dividend')).toMatchObject({ asset: { id: datasetId }, reference: { kind: 'shares' } });
  expect(of('bounty_award')).toMatchObject({ asset: { id: datasetId }, money: { amount: '30' } });
  expect(of('channel_income')).toMatchObject({ money: { amount: '2.925' }, reference: { kind: 'channel' } });
  expect(of('transfer_in')).toMatchObject({ section: 'transfer', money: { amount: '0.5' } });
  expect(lines.at(-1)).toMatchObject({ event: 'withdrawal', relayFee: { amount: '0.25' } });
  const income = totals.byToken.find(({ section }) => section === 'income');
  // 10 + 5 + 2.925 + 30 + 5 + 10
  expect(income).toMatchObject({ direction: 'in', money: { amount: '62.925' }, lines: 6 });
  expect(totals.byAsset.find(({ asset }) => asset?.id === datasetId)?.money.amount).toBe('50');
});

test('refunds and deposits are no income, a treasury’s fees are', async () => {
  const bought = await read(buyer.account.address);
  expect(bought.lines.map(({ event }) => event).toSorted()).toEqual(
    ['channel_refund', 'refund', 'refund', 'transfer_out'].toSorted(),
  );
  expect(bought.totals.byToken.some(({ section }) => section === 'income')).toBe(false);
  const { lines } = await read(local.market.treasury);
  expect(new Set(lines.map(({ event }) => event))).toEqual(new Set(['protocol_fee', 'channel_fee']));
  const relayed = await read(relayer.account.address);
  expect(relayed.lines.map(({ event }) => event)).toEqual(['relay_income', 'relay_income', 'transfer_in']);
});

test('a period takes the events of its days and no other, and its token’s alone', async () => {
  const day = (seconds: number) => new Date(seconds * 1000).toISOString().slice(0, 10);
  const now = await blockTime(owner.chain);
  const today = day(now);
  const whole = await read(owner.account.address);
  const days = new Set(whole.lines.map(({ at }) => at.slice(0, 10)));
  const first = [...days].toSorted()[0] ?? today;
  expect((await read(owner.account.address, `from=${first}&to=${today}`)).lines).toEqual(whole.lines);
  const before = day(Date.parse(`${first}T00:00:00Z`) / 1000 - 1);
  expect((await read(owner.account.address, `from=2000-01-01&to=${before}`)).lines).toEqual([]);
  const other = `0x${'7'.repeat(40)}`;
  expect((await read(owner.account.address, `${period}&token=${other}`)).lines).toEqual([]);
  expect((await read(owner.account.address, `${period}&token=${token}`)).lines).toEqual(whole.lines);
});

test('values are the amount times the price of the day, exact, and empty where no source is configured', async () => {
  const none = await read(owner.account.address);
  expect(none.fiat).toBeUndefined();
  expect(none.lines.every(({ fiat }) => fiat === undefined)).toBe(true);
  const { lines, totals } = await read(owner.account.address, period, { prices });
  expect(lines.find(({ event }) => event === 'channel_income')?.fiat).toEqual({
    ...{ value: '2.70', exact: '2.701111107825', price: '0.923456789', currency: 'EUR', source: 'a test' },
  });
  expect(lines.find(({ direction }) => direction === 'out')?.fiat).toBeUndefined();
  const income = totals.byToken.find(({ section }) => section === 'income');
  // 62.925 × 0.923456789, summed exactly and rounded once
  expect(income?.fiat).toEqual({
    ...{ value: '58.11', exact: '58.108518447825', currency: 'EUR', missing: 0 },
  });
});

test('CSV and PDF hold what the JSON holds', async () => {
  const { app } = await open({ prices });
  const account = owner.account.address.toLowerCase();
  const { lines } = await read(account, period, { prices });
  const csv = await app.request(`/statements/${account}?${period}&format=csv&bom=true`);
  expect(csv.headers.get('content-type')).toContain('text/csv');
  expect(csv.headers.get('cache-control')).toBe('no-store');
  expect(csv.headers.get('content-disposition')).toContain('attachment; filename="statement-0x');
  const bytes = Buffer.from(await csv.arrayBuffer());
  expect(bytes.subarray(0, 3).toString('hex')).toBe('efbbbf');
  const rows = bytes.toString('utf8').slice(1).split('\r\n');
  expect(rows.at(-1)).toBe('');
  expect(rows.slice(1, -1).map((row) => row.split(',')[6])).toEqual(lines.map(({ money }) => money.amount));
  const pdf = await app.request(`/statements/${account}?${period}&format=pdf`);
  expect(pdf.headers.get('content-type')).toBe('application/pdf');
  const document = Buffer.from(await pdf.arrayBuffer()).toString('latin1');
  expect(document.startsWith('%PDF-1.')).toBe(true);
  expect(document.trimEnd().endsWith('%%EOF')).toBe(true);
  expect(document).toContain('/Count 2');
});

test('what cannot be answered is told with a hint', async () => {
  const { app, ctx } = await open();
  const account = owner.account.address;
  const ask = async (path: string) => problemIn(await app.request(path));
  expect(await ask(`/statements/0x1?${period}`)).toMatchObject({ code: 'malformed_request' });
  expect(await ask(`/statements/${account}?from=2026-02-30&to=2026-03-01`)).toMatchObject({
    code: 'malformed_request',
  });
  expect(await ask(`/statements/${account}?from=2026-02-03&to=2026-02-01`)).toMatchObject({
    code: 'malformed_request',
    detail: expect.stringContaining('before'),
  });
  using _first = ctx.statements.take();
  using _second = ctx.statements.take();
  expect(await ask(`/statements/${account}?${period}`)).toMatchObject({
    code: 'too_many_requests',
    retryable: true,
  });
});

test('a statement over more orders than the indexer takes in one request is still what the chain holds', async () => {
  const { account, chain } = relayer;
  await fund(local.market, buyer.account, provider.account.address, dollars(1000));
  for (let sold = 0; sold <= mostFilterValues; sold += 1) await sellRelayed();
  await local.indexed();
  const { lines } = await read(account.address);
  const sent = lines.filter(({ direction }) => direction === 'in');
  expect(sent.length).toBeGreaterThan(mostFilterValues);
  expect(sum(lines, 'in') - sum(lines, 'out')).toBe(
    await readBalance(chain, { token, account: Address.parse(account.address) }),
  );
}, 60_000);
