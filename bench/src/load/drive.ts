import {
  type Leg,
  type Market,
  type MarketProvider,
  type Order,
  dollars,
  draftOrder,
  fund,
  jobs,
  openProvider,
  outcome,
  publish,
  signQuote,
  signReceipt,
} from '@atoll/contracts/testing/market';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import type { PrivateKeyAccount } from 'viem';
import { publishApproved } from '../gas/stage.ts';
import type { Report } from '../report.ts';
import { plan, runSeconds } from './day.ts';

/** The environment as the chain answers at a second of the day. */
export type Sample = { readonly at: number; readonly utilisation: number; readonly ceiling: number };

type Actors = { provider: MarketProvider; buyer: PrivateKeyAccount; dataset: Leg; algorithm: Leg };

/** Seconds between two looks at the chain. */
const every = 300;

/** Plays a day of orders and settlements on the chain and records utilisation and ceiling, the ceiling in base prices. */
export async function driveDay(market: Market, report: Report, wanted: readonly number[]): Promise<Sample[]> {
  const actors = await openActors(market);
  const start = Number((await market.chain.getBlock()).timestamp) + 60;
  const open = new Map<number, Order>();
  const samples: Sample[] = [];
  let next = 0;
  async function sampleUntil(at: number): Promise<void> {
    for (; next <= at; next += every) samples.push(await look(market, actors.provider, start, next));
  }
  for (const { at, kind, run } of plan(wanted)) {
    await sampleUntil(at);
    report.progress(`hour ${Math.floor(at / 3_600)} of ${wanted.length}`);
    await market.control.setNextBlockTimestamp({ timestamp: BigInt(start + at) });
    const order = open.get(run);
    if (kind === 'order') open.set(run, await placeOrder(market, actors, start + at));
    else if (order !== undefined) {
      await settle(market, actors, order);
      open.delete(run);
      samples.push(await look(market, actors.provider, start, at));
    }
  }
  await sampleUntil(wanted.length * 3_600);
  return samples;
}

async function openActors(market: Market): Promise<Actors> {
  const provider = await openProvider(market);
  const [owner, author, buyer] = await Promise.all([
    market.newAccount(),
    market.newAccount(),
    market.newAccount(),
  ]);
  const common = { provider: provider.account.address, nonce: 0n };
  const { leg: algorithm } = await publish(market, author, {
    kind: 'algorithm',
    price: dollars(5),
    ...common,
  });
  const { leg: dataset } = await publishApproved(market, { owner, provider, algorithm, nonce: 0n });
  await fund(market, buyer, market.book.contracts.jobs, dollars(1_000_000));
  return { provider, buyer, dataset, algorithm };
}

async function placeOrder(market: Market, actors: Actors, now: number): Promise<Order> {
  const { buyer, provider, dataset, algorithm } = actors;
  const draft = await draftOrder(market, {
    buyer: buyer.address,
    provider,
    datasets: [dataset],
    algorithm,
  });
  const order = { ...draft, runBy: now + 3_600, reviewBy: now + 7_200, settleBy: now + 10_800 };
  const quote = await signQuote(market, provider.operator, order);
  await jobs(market, buyer, 'order', [order, quote]);
  return order;
}

async function settle(market: Market, { provider }: Actors, order: Order): Promise<void> {
  const end = { outcome: outcome.released, computeSeconds: runSeconds - 5 };
  const { receipt, signature } = await signReceipt(market, provider.operator, order, end);
  await jobs(market, provider.operator, 'settle', [order, receipt, signature]);
}

/** What the chain answers at that second, whether a block is made then or not: the question carries the time. */
async function look(market: Market, provider: MarketProvider, start: number, at: number): Promise<Sample> {
  const call = {
    address: market.book.contracts.providerRegistry,
    abi: providerRegistryAbi,
    args: [provider.account.address, provider.environment],
    blockOverrides: { time: BigInt(start + at) },
  } as const;
  const [utilisation, ceiling, idle] = await Promise.all([
    market.chain.readContract({ ...call, functionName: 'utilisationOf' }),
    market.chain.readContract({ ...call, functionName: 'ceilingOf' }),
    market.chain.readContract({ ...call, functionName: 'environmentOf', blockOverrides: {} }),
  ]);
  return {
    at,
    utilisation: Number(utilisation) / 100,
    ceiling: Number(ceiling) / Number(idle.pricePerSecond),
  };
}
