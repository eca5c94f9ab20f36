import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { rewardTree } from '@atoll/sdk/reward-tree';
import { getContract, zeroAddress } from 'viem';
import { passIdOf } from '../project/passes.ts';
import type { Role } from './actor.ts';
import { legOf } from './leg-of.ts';
import { type Output, randomOutput, rootOf } from './lineage-actions.ts';
import type { Market } from './market.ts';
import type { Random } from './seeded.ts';

const owners: readonly Role[] = ['dataOwner', 'stranger'];
const people: readonly Role[] = ['dataOwner', 'stranger', 'buyer', 'algorithmAuthor'];
const hour = 3600;
const day = 24 * hour;
/** What deeds so far have brought about, as far as others build on it. */
interface World {
  readonly datasets: bigint[];
  readonly algorithms: bigint[];
  readonly series: { asset: bigint; series: number; id: bigint }[];
  readonly orders: Order[];
  readonly released: { jobId: Bytes32; output: Output }[];
  readonly shares: { token: Address; asset: bigint; role: Role }[];
  readonly channels: { id: Bytes32; payer: Role; payee: Role; deposit: bigint }[];
  readonly bounties: { id: Bytes32; judge: Role }[];
  readonly epochs: { epoch: bigint; entries: { account: Address; amount: bigint }[] }[];
}

interface Cast {
  readonly market: Market;
  readonly random: Random;
  readonly world: World;
  readonly otherToken: Address;
  readonly pick: <T>(list: readonly T[]) => T | undefined;
  readonly role: (among?: readonly Role[]) => Role;
}

type Deed = (cast: Cast) => Promise<unknown>;

const registryOf = ({ market }: Cast) =>
  getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
  });

async function ownerOf({ market }: Cast, assetId: bigint): Promise<Role> {
  const owner = await market.ownerOf(assetId);
  return people.find((role) => market.wallets[role].address === owner) ?? 'dataOwner';
}

const publishDataset: Deed = async ({ market, random, world, role }) => {
  const price = BigInt(random(5000));
  world.datasets.push(await market.publish(role(owners), { price, derivativeRoyalty: random(3000) }));
};

const publishAlgorithm: Deed = async ({ market, random, world }) => {
  const input = { kind: 'algorithm', price: BigInt(random(500)), derivativeRoyalty: random(900) } as const;
  world.algorithms.push(await market.publish('algorithmAuthor', input));
};

const changeTerms: Deed = async (cast) => {
  const { market, random, world, pick, otherToken } = cast;
  const asset = pick([...world.datasets, ...world.algorithms]);
  if (asset === undefined) return;
  const registry = registryOf(cast);
  const terms = (await registry.read.asset([asset]))[7];
  await market.setTerms(await ownerOf(cast, asset), asset, {
    price: BigInt(random(900)),
    token: random(4) === 0 ? otherToken : market.token,
    beneficiary: terms.beneficiary,
    derivativeRoyalty: random(5001),
  });
};

const changeAsset: Deed = async (cast) => {
  const { market, random, world, pick, role } = cast;
  const dataset = pick(world.datasets);
  if (dataset === undefined) return;
  const owner = await ownerOf(cast, dataset);
  const what = random(5);
  if (what === 0) await market.transfer(owner, dataset, role(owners));
  else if (what === 1) await market.setPublic(owner, dataset, random(2) === 0);
  else if (what === 2) await market.setState(owner, dataset, 1);
  else {
    const publisher = market.wallets[role()].address;
    const runs = random(2) === 0 ? 3 : 0xffffffff;
    await market.setPublic(owner, dataset, true);
    await market.approvePublisher(owner, dataset, publisher, (await market.now()) + 9 * day, runs);
    if (what === 3) await market.revokePublisher(owner, dataset, publisher);
  }
};

const openSeries: Deed = async (cast) => {
  const { market, random, world, pick } = cast;
  const asset = pick(world.datasets);
  if (asset === undefined) return;
  const number = 1 + world.series.filter((each) => each.asset === asset).length;
  const { status } = await market.openSeries(await ownerOf(cast, asset), asset, {
    price: random(4) === 0 ? 0n : BigInt(1 + random(900)),
    expiresAt: (await market.now()) + (1 + random(600)) * day,
    supply: 5 + random(30),
    transferable: random(3) > 0,
  });
  if (status === 'success') world.series.push({ asset, series: number, id: passIdOf(asset, number) });
};

const tradePasses: Deed = async (cast) => {
  const { market, random, world, pick, role } = cast;
  const series = pick(world.series);
  if (series === undefined) return;
  const { asset, series: number, id } = series;
  const owner = await ownerOf(cast, asset);
  const what = random(12);
  if (what < 4) {
    await market.setState(owner, asset, 0);
    await market.buyPasses('buyer', asset, number, 1 + random(3));
    await market.givePasses(owner, asset, number, 'buyer', 1 + random(2));
  } else if (what < 7) await market.passOn('buyer', role(), id, BigInt(random(3)));
  else if (what < 9) {
    const other = pick(world.series)?.id ?? id;
    await market.passOnMany('buyer', role(), [id, other], [BigInt(random(2)), 0n]);
  } else if (what < 11) {
    if (random(2) === 0) {
      await market.setState(owner, asset, 2);
      world.datasets.splice(world.datasets.indexOf(asset), 1);
    }
    await market.refundPasses('stranger', asset, number, random(2) === 0 ? 'buyer' : role(), 1);
  } else await market.closeSeries(owner, asset, number);
};

/** Everything that an order needs, so that it often goes through; paid by a pass where the buyer may have one. */
const order: Deed = async (cast) => {
  const { market, random, world, pick } = cast;
  const chosen = random(2) === 0 ? pick(world.series) : undefined;
  const units = chosen === undefined ? 0n : await market.unitsOf('buyer', chosen.id);
  const series = units === 0n ? undefined : chosen;
  const dataset = series?.asset ?? pick(world.datasets);
  const algorithm = pick(world.algorithms);
  if (dataset === undefined || algorithm === undefined) return;
  const owner = await ownerOf(cast, dataset);
  await market.setState(owner, dataset, 0);
  const [data, code] = [await legOf(market, dataset), await legOf(market, algorithm)];
  const expiry = (await market.now()) + 30 * day;
  if (random(2) === 0) await market.approve(owner, dataset, code.leg, expiry, 9);
  else {
    await market.setPublic(owner, dataset, true);
    await market.approvePublisher(
      owner,
      dataset,
      market.wallets[await ownerOf(cast, algorithm)].address,
      expiry,
      5,
    );
  }
  const price = series === undefined ? data.leg.price : await market.passPrice(series.asset, series.series);
  const leg = { ...data.leg, price, series: series?.series ?? 0 };
  const drafted = await market.draft(leg, code.leg);
  const details = { ...drafted, token: data.token, relayFee: BigInt(random(3)) };
  if (await market.isOpen(await market.order(details))) world.orders.push(details);
};

const endOrder: Deed = async ({ market, random, world }) => {
  const details = world.orders.splice(random(Math.max(1, world.orders.length)), 1)[0];
  if (details === undefined) return;
  const end = random(6);
  await market.anvil.rpc('evm_increaseTime', [end === 0 ? 4000 : 60]);
  if (end === 0) await market.expire(details);
  else if (end === 1) await market.settle(details, 'refused', 0);
  else if (end === 2) await market.settle(details, 'algorithm_failed', random(50));
  else {
    const output = randomOutput();
    const { status } = await market.settle(details, 'released', random(50), rootOf(output));
    if (status === 'success') world.released.push({ jobId: market.jobIdOf(details), output });
  }
};

const derive: Deed = async ({ market, random, world, pick }) => {
  const job = pick(world.released);
  if (job === undefined) return;
  const asset = await market.publishDerived(job.jobId, job.output, { derivativeRoyalty: random(3000) });
  if (asset !== undefined) world.algorithms.push(asset);
};

const share: Deed = async (cast) => {
  const { market, random, world, pick, role } = cast;
  const asset = pick([...world.datasets, ...world.algorithms]);
  if (asset === undefined) return;
  const holder = role();
  const supply = [1n, 3n, 1000n, 10n ** 20n][random(4)] ?? 7n;
  const token = await market.createShares(await ownerOf(cast, asset), asset, supply, holder);
  const known = world.shares.some((each) => each.token === token);
  if (token !== zeroAddress && !known) world.shares.push({ token, asset, role: holder });
};

const useShares: Deed = async ({ market, random, world, pick, role, otherToken }) => {
  const shares = pick(world.shares);
  if (shares === undefined) return;
  const { token } = shares;
  const tokens = [market.token, otherToken];
  const what = random(10);
  // Income by other ways than sales, in both tokens.
  if (what < 3)
    await market.deposit('buyer', token, BigInt(1 + random(900)), tokens[random(2)] ?? market.token);
  else if (what === 3) await market.addShareToken(token, otherToken);
  else if (what < 6) {
    const held = await market.sharesOf(shares.role, token);
    const amount = random(2) === 0 ? held : held / BigInt(1 + random(3));
    const to = pick(world.shares)?.token ?? token;
    if (random(8) === 0) await market.transferShares(shares.role, token, to, amount);
    else await market.transferShares(shares.role, token, market.wallets[role()].address, amount);
  } else if (what < 9) {
    const accounts = [shares.role, role()].map((each) => market.wallets[each].address);
    for (const account of [...accounts, pick(world.shares)?.token ?? token]) {
      await market.claimDividends(token, account, random(2) === 0 ? [market.token] : tokens);
    }
  } else {
    for (const each of people) {
      if (each === shares.role) continue;
      const held = await market.sharesOf(each, token);
      await market.transferShares(each, token, market.wallets[shares.role].address, held);
    }
    await market.dissolveShares(shares.role, token);
  }
};

const openChannel: Deed = async ({ market, random, world, role }) => {
  const deposit = BigInt(1 + random(900));
  const [payer, payee] = ['buyer', role()] as const;
  world.channels.push({ id: await market.openChannel(payer, payee, deposit), payer, payee, deposit });
};

const useChannel: Deed = async ({ market, random, world, pick }) => {
  const channel = pick(world.channels);
  if (channel === undefined) return;
  const { id, payer, payee, deposit } = channel;
  const cumulative = BigInt(random(Number(deposit) + 20));
  const what = random(8);
  if (what < 3) await market.redeemVoucher(payer, id, cumulative);
  else if (what < 5) await market.topUp('buyer', id, BigInt(1 + random(50)));
  else if (what === 5) await market.closeChannel(payer, payee, id, cumulative);
  else {
    await market.requestClose(payer, id);
    if (random(2) === 0) return;
    await market.anvil.rpc('evm_increaseTime', [hour]);
    await market.finishChannel(id);
  }
};

const openBounty: Deed = async ({ market, random, world, role }) => {
  const judge = role();
  const submitUntil = (await market.now()) + 20 * day;
  const terms = { submitUntil, decideUntil: submitUntil + day };
  world.bounties.push({ id: await market.openBounty('buyer', judge, BigInt(1 + random(900)), terms), judge });
};

const useBounty: Deed = async ({ market, random, world, pick, role }) => {
  const bounty = pick(world.bounties);
  if (bounty === undefined) return;
  const { id, judge } = bounty;
  const what = random(12);
  if (what < 3) await market.contribute(random(2) === 0 ? 'buyer' : 'dataOwner', id, BigInt(1 + random(90)));
  else if (what < 9) {
    await market.submit(role(), id);
    const submission = 1 + random(Math.max(1, await market.submissionsTo(id)));
    if (what < 5) await market.rejectSubmission(judge, id, submission);
    else if (what < 7) await market.award(judge, id, submission, BigInt(1 + random(90)));
  } else if (what === 9) await market.closeBounty(id);
  else {
    if (random(2) === 0) await market.anvil.rpc('evm_increaseTime', [22 * day]);
    await market.reclaim(id, 'buyer');
    await market.reclaim(id, 'dataOwner');
  }
};

const proposeEpoch: Deed = async ({ market, random, world }) => {
  const epoch = BigInt(random(4));
  const accounts = people.map((role) => market.wallets[role].address);
  const entries = accounts.map((account) => ({ epoch, account, amount: BigInt(1 + random(90)) }));
  const { root, total } = rewardTree(entries);
  await market.deposit('buyer', market.book.contracts.rewards, BigInt(random(400)));
  const { status } = await market.proposeEpoch(epoch, root, total);
  if (status === 'success') world.epochs.push({ epoch, entries });
  if (random(5) === 0) await market.vetoEpoch(epoch);
};

const useEpoch: Deed = async ({ market, random, world, pick }) => {
  const proposed = pick(world.epochs);
  if (proposed === undefined) return;
  const { epoch, entries } = proposed;
  const what = random(8);
  if (what < 2) await market.returnUncommitted(BigInt(1 + random(20)));
  else if (what === 3 && random(3) === 0) {
    await market.anvil.rpc('evm_increaseTime', [368 * day]);
    await market.sweepEpoch(epoch);
  } else {
    if (random(2) === 0) await market.anvil.rpc('evm_increaseTime', [2 * day]);
    const entry = pick(entries);
    if (entry === undefined) return;
    const tree = rewardTree(entries.map((each) => ({ epoch, ...each })));
    await market.claimReward(epoch, entry.account, entry.amount, tree.proofOf(entry.account) ?? []);
  }
};

const moveCredit: Deed = async ({ market, random, role }) => {
  const what = random(3);
  if (what === 0) await market.withdraw(role());
  else if (what === 1) await market.deposit('buyer', market.wallets[role()].address, BigInt(1 + random(900)));
  else await market.transferCredit(role(), market.wallets[role()].address, BigInt(1 + random(90)));
};

/** Each as often as it stands here. */
const deeds: readonly Deed[] = [
  ...[
    publishDataset,
    publishAlgorithm,
    changeTerms,
    changeAsset,
    openSeries,
    tradePasses,
    tradePasses,
    tradePasses,
  ],
  ...[
    order,
    order,
    order,
    endOrder,
    endOrder,
    endOrder,
    derive,
    derive,
    share,
    useShares,
    useShares,
    useShares,
  ],
  ...[useShares, openChannel, useChannel, useChannel, openBounty, useBounty, useBounty, useBounty],
  ...[proposeEpoch, proposeEpoch, useEpoch, useEpoch, useEpoch, moveCredit],
];

/** Gives everybody on a market what deeds need; answers the second token that is paid in. */
export async function prepareDeeds(market: Market): Promise<Address> {
  const { accessPass, bounties, channels, jobs, providerRegistry } = market.book.contracts;
  const otherToken = await market.acceptAnotherToken();
  await market.namePublisher();
  for (const spender of [accessPass, bounties, channels, jobs]) {
    await market.fund('buyer', spender, 10n ** 12n);
    await market.fund('dataOwner', spender, 10n ** 12n);
  }
  await market.fund('buyer', jobs, 10n ** 12n, otherToken);
  await market.fund('provider', providerRegistry, 10n ** 15n, otherToken);
  await market.collateral('provider', 'deposit', 10n ** 14n, otherToken);
  return otherToken;
}

/** Random deeds on a market that was prepared for them, one for each call. */
export function deedsOn(market: Market, otherToken: Address, random: Random): () => Promise<unknown> {
  // Mostly one of the latest: what is older is spent, expired or ended.
  const pick = <T>(list: readonly T[]): T | undefined => {
    const among = random(4) === 0 ? list.length : Math.min(list.length, 3);
    return among === 0 ? undefined : list.at(-1 - random(among));
  };
  const world: World = {
    ...{ datasets: [], algorithms: [], series: [], orders: [], released: [], shares: [] },
    ...{ channels: [], bounties: [], epochs: [] },
  };
  const cast: Cast = {
    ...{ market, random, world, otherToken, pick },
    role: (among = people) => among[random(among.length)] ?? 'buyer',
  };
  return () => (deeds[random(deeds.length)] ?? publishDataset)(cast);
}

/**
 * Random deeds on a market, one for each call: all that people can do with assets, passes, shares, channels, bounties, rewards and credit.
 * The contracts refuse many of them, which is mined as well.
 */
export async function randomDeeds(market: Market, random: Random): Promise<() => Promise<unknown>> {
  return deedsOn(market, await prepareDeeds(market), random);
}
