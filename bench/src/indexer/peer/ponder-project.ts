import type { Abi } from 'viem';
import { contracts, deployment } from '../history/deployment.ts';
import { abis } from '../history/events.ts';

/** Where Ponder's project reads the ABIs and addresses from; functions are left out. */
const contractsFile = () =>
  JSON.stringify(
    Object.fromEntries(
      Object.entries<Abi>(abis).map(([name, abi]) => [
        name,
        {
          address: Object.entries(contracts).find(([each]) => each === name)?.[1],
          abi: abi.filter(({ type }) => type === 'event'),
        },
      ]),
    ),
  );

/** Kinds of events that the deployment's contracts can write. */
const kinds = Object.values<Abi>(abis)
  .flat()
  .filter(({ type }) => type === 'event').length;

const config = `
import { createConfig } from 'ponder';
import contracts from './contracts.json';

export default createConfig({
  database: { kind: 'postgres' },
  chains: {
    local: {
      id: ${deployment.chainId},
      rpc: process.env.PONDER_RPC_URL,
      ...(process.env.PONDER_WS_URL ? { ws: process.env.PONDER_WS_URL } : {}),
      ...(process.env.PONDER_POLLING ? { pollingInterval: Number(process.env.PONDER_POLLING) } : {}),
    },
  },
  contracts: Object.fromEntries(
    Object.entries(contracts).map(([name, { address, abi }]) => [
      name, { chain: 'local', abi, address, startBlock: ${deployment.startBlock} },
    ]),
  ),
});
`;

const schema = `
import { onchainTable, primaryKey } from 'ponder';

export const event = onchainTable('event', (t) => ({
  block: t.bigint().notNull(), logIndex: t.integer().notNull(), name: t.text().notNull(), time: t.bigint().notNull(),
  transaction: t.hex().notNull(),
}), (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex] }) }));

export const job = onchainTable('job', (t) => ({
  id: t.hex().primaryKey(), state: t.text().notNull(), outcome: t.integer(), buyer: t.hex().notNull(), provider: t.hex().notNull(),
  token: t.hex().notNull(), maximum: t.bigint().notNull(), datasets: t.text().notNull(), algorithm: t.bigint().notNull(),
  computeSeconds: t.integer(), resultDigest: t.hex(), statementDigest: t.hex(),
  orderedAt: t.bigint().notNull(), orderedBlock: t.bigint().notNull(), orderedLog: t.integer().notNull(), endedAt: t.bigint(),
}));

export const payment = onchainTable('payment', (t) => ({
  block: t.bigint().notNull(), logIndex: t.integer().notNull(), position: t.integer().notNull(), job: t.hex().notNull(),
  token: t.hex().notNull(), role: t.integer().notNull(), account: t.hex().notNull(), asset: t.bigint().notNull(),
  amount: t.bigint().notNull(), time: t.bigint().notNull(),
}), (table) => ({ pk: primaryKey({ columns: [table.block, table.logIndex, table.position] }) }));

export const balance = onchainTable('balance', (t) => ({
  token: t.hex().notNull(), account: t.hex().notNull(), credited: t.bigint().notNull(), withdrawn: t.bigint().notNull(),
  spent: t.bigint().notNull(),
}), (table) => ({ pk: primaryKey({ columns: [table.token, table.account] }) }));

export const asset = onchainTable('asset', (t) => ({
  id: t.bigint().primaryKey(), kind: t.integer().notNull(), state: t.integer().notNull(), owner: t.hex().notNull(),
  version: t.integer().notNull(), metadataDigest: t.hex().notNull(), commitment: t.hex().notNull(), token: t.hex().notNull(),
  price: t.bigint().notNull(), provider: t.hex().notNull(),
}));
`;

const handlers = `
import { ponder } from 'ponder:registry';
import { asset, balance, event as eventTable, job, payment } from 'ponder:schema';
import contracts from '../contracts.json';

const change = (context, token, account, { credited = 0n, withdrawn = 0n, spent = 0n }) =>
  context.db.insert(balance).values({ token, account, credited, withdrawn, spent }).onConflictDoUpdate((row) => ({
    credited: row.credited + credited, withdrawn: row.withdrawn + withdrawn, spent: row.spent + spent,
  }));

const at = (event) => ({ block: event.block.number, logIndex: event.log.logIndex, time: event.block.timestamp });

async function pay({ event, context }, found, list) {
  let position = 0;
  for (const { role, account, asset, amount } of list) {
    await context.db.insert(payment).values({
      ...at(event), position: position++, job: found.id, token: found.token, role, account, asset, amount,
    });
    await change(context, found.token, account, { credited: amount });
  }
}

function paymentsOf(words, found) {
  const datasets = found.datasets.split(',').map(BigInt).values();
  return words.map((word) => {
    const role = Number(word & 0xffn);
    return {
      role,
      amount: (word >> 8n) & (2n ** 88n - 1n),
      account: '0x' + (word >> 96n).toString(16).padStart(40, '0'),
      asset: role === 0 ? datasets.next().value : role === 1 ? found.algorithm : 0n,
    };
  }).filter(({ amount }) => amount > 0n);
}

const jobOf = async ({ event, context }) => {
  const found = await context.db.find(job, { id: event.args.jobId });
  if (!found) throw new Error('no job ' + event.args.jobId);
  return found;
};

const terms = ({ token, price, provider }) => ({ token, price, provider });

const projections = {
  'jobs:JobOrdered': async ({ event, context }) => {
    const { jobId, buyer, provider, maximum, order } = event.args;
    await context.db.insert(job).values({
      id: jobId, state: 'open', buyer, provider, token: order.token, maximum,
      datasets: order.datasets.map(({ assetId }) => assetId).join(','), algorithm: order.algorithm.assetId,
      orderedAt: event.block.timestamp, orderedBlock: event.block.number, orderedLog: event.log.logIndex,
    });
    const prepaid = order.datasets.reduce((sum, { series, price }) => (series === 0 ? sum : sum + price), 0n);
    const own = await context.db.find(balance, { token: order.token, account: buyer });
    const due = maximum - prepaid;
    if (own && own.credited - own.withdrawn - own.spent >= due) await change(context, order.token, buyer, { spent: due });
    if (prepaid > 0n) await change(context, order.token, contracts.accessPass.address, { spent: prepaid });
  },
  'jobs:OrderRelayed': async (input) => {
    const { relayer, fee } = input.event.args;
    await pay(input, await jobOf(input), [{ role: 4, account: relayer, asset: 0n, amount: fee }]);
  },
  'jobs:JobReported': async ({ event, context }) => {
    const { jobId, computeSeconds } = event.args;
    await context.db.update(job, { id: jobId }).set({ state: 'reported', computeSeconds });
  },
  'jobs:JobSettled': async (input) => {
    const { event, context } = input;
    const { jobId, receipt, payments } = event.args;
    const { outcome, computeSeconds, resultDigest, statementDigest } = receipt;
    const found = await jobOf(input);
    await context.db.update(job, { id: jobId }).set({
      state: 'ended', outcome, computeSeconds, resultDigest, statementDigest, endedAt: event.block.timestamp,
    });
    await pay(input, found, paymentsOf(payments, found));
  },
  'jobs:JobEnded': async (input) => {
    const { event, context } = input;
    const { jobId, outcome, payments } = event.args;
    const found = await jobOf(input);
    await context.db.update(job, { id: jobId }).set({ state: 'ended', outcome, endedAt: event.block.timestamp });
    await pay(input, found, paymentsOf(payments, found));
  },
  'jobs:RoyaltyPaid': async (input) => {
    const { parentId, account, amount } = input.event.args;
    await pay(input, await jobOf(input), [{ role: 8, account, asset: parentId, amount }]);
  },
  'jobs:Deposited': async ({ event, context }) => {
    await change(context, event.args.token, event.args.to, { credited: event.args.amount });
  },
  'jobs:Withdrawn': async ({ event, context }) => {
    await change(context, event.args.token, event.args.account, { withdrawn: event.args.amount });
  },
  'jobs:CreditTransferred': async ({ event, context }) => {
    const { from, to, token, amount } = event.args;
    await change(context, token, from, { spent: amount });
    await change(context, token, to, { credited: amount });
  },
  'assetRegistry:AssetPublished': async ({ event, context }) => {
    const { assetId, owner, kind, metadataDigest, commitment } = event.args;
    await context.db.insert(asset).values({
      id: assetId, kind, state: 0, owner, version: 1, metadataDigest, commitment, ...terms(event.args.terms),
    });
  },
  'assetRegistry:AssetVersioned': async ({ event, context }) => {
    const { assetId, version, metadataDigest, commitment } = event.args;
    await context.db.update(asset, { id: assetId }).set({ version, metadataDigest, commitment });
  },
  'assetRegistry:TermsChanged': async ({ event, context }) => {
    await context.db.update(asset, { id: event.args.assetId }).set(terms(event.args.terms));
  },
  'assetRegistry:AssetStateChanged': async ({ event, context }) => {
    await context.db.update(asset, { id: event.args.assetId }).set({ state: event.args.state });
  },
  'assetRegistry:Transfer': async ({ event, context }) => {
    const { from, to, tokenId } = event.args;
    if (!/^0x0+$/.test(from)) await context.db.update(asset, { id: tokenId }).set({ owner: to });
  },
};

for (const [name, project] of Object.entries(projections)) {
  ponder.on(name, async (input) => {
    const { event, context } = input;
    await context.db.insert(eventTable).values({ ...at(event), name, transaction: event.transaction.hash });
    await project(input);
  });
}
`;

const api = `
import { db } from 'ponder:api';
import schema from 'ponder:schema';
import { Hono } from 'hono';
import { desc, eq } from 'ponder';

const app = new Hono();
app.get('/jobs/:id', async (c) => {
  const [row] = await db.select().from(schema.job).where(eq(schema.job.id, c.req.param('id')));
  return row ? c.json({ id: row.id, state: row.state }) : c.json({}, 404);
});
export default app;
`;

/**
 * What Ponder's project does, for the note beside its figures. It asks for the logs of each kind of event by itself, at 20 requests a
 * second in the beginning: handlers for all kinds would make it several times slower.
 */
export const peerDoes =
  `Ponder is asked for 14 of the ${kinds} kinds of events only (orders, their ends, money, assets), about four fifths of the logs, and credited with ` +
  'all: one row for each, and jobs, payments, balances and assets as rows of their own. It leaves out providers, approvals, passes, disputes, ' +
  'ratings, channels, bounties, governance and all totals, which Atoll keeps. Each kind more would cost it a request for each span.';

/** The files of a project that mirrors the deployment, by their paths. */
export const projectFiles = (): Record<string, string> => ({
  'contracts.json': contractsFile(),
  'ponder.config.ts': config,
  'ponder.schema.ts': schema,
  'src/index.ts': handlers,
  'src/api/index.ts': api,
});
