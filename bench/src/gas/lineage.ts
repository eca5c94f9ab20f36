import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import {
  type Leg,
  type Market,
  type Order,
  assets,
  dollars,
  jobIdOf,
  jobs,
  outcome,
} from '@atoll/contracts/testing/market';
import { jobsDomain, receiptTypes } from '@atoll/schemas/typed-data';
import { outputLeaf } from '@atoll/sdk/outputs-root';
import {
  type Hex,
  type PrivateKeyAccount,
  keccak256,
  parseEventLogs,
  sha256,
  stringToHex,
  zeroAddress,
  zeroHash,
} from 'viem';
import { emptyCredit, fullRun, placeOrder, total } from './run.ts';
import type { Stage } from './stage.ts';

export type LineageFigures = {
  /** Publishing what came from one parent that asks for a royalty, the owner's first asset; and from two. */
  publishDerived: { oneParent: number; twoParents: number };
  /** What a run on it costs more than a run on an asset without parents. */
  perParent: { first: number; second: number };
};

const output = {
  name: 'model.onnx',
  sha256: sha256(stringToHex('model')),
  salt: keccak256(stringToHex('salt')),
};

/** Derives an asset from runs on one and on two parents with a royalty, and runs on it. */
export async function measureLineage(market: Market, stage: Stage): Promise<LineageFigures> {
  const parents = [await publishWithRoyalty(market, stage, 1), await publishWithRoyalty(market, stage, 2)];
  const [first] = parents;
  if (first === undefined) throw new TypeError('there is no parent');
  const plain = await publishPlain(market, stage);
  const one = await derive(market, stage, [first]);
  const two = await derive(market, stage, parents);
  const known: number[] = [];
  for (const leg of [plain, one.leg, two.leg]) {
    // the payees are paid once before
    await fullRun(market, stage, { datasets: [leg] });
    known.push(total(await fullRun(market, stage, { datasets: [leg] })));
  }
  const [none = 0, withOne = 0, withTwo = 0] = known;
  return {
    publishDerived: { oneParent: one.gas, twoParents: two.gas },
    perParent: { first: withOne - none, second: withTwo - withOne },
  };
}

function publicationOf(market: Market, stage: Stage, { name, royalty }: { name: string; royalty: number }) {
  return {
    kind: 0,
    metadataDigest: keccak256(stringToHex(name)),
    commitment: keccak256(stringToHex(`commitment of ${name}`)),
    terms: {
      token: market.token,
      price: dollars(10),
      provider: stage.provider.account.address,
      beneficiary: zeroAddress,
      derivativeRoyalty: royalty,
      resaleRoyalty: 0,
      reviewWindow: 0,
    },
  };
}

async function publishWithRoyalty(market: Market, stage: Stage, index: number): Promise<Leg> {
  const owner = await market.newAccount();
  const publication = publicationOf(market, stage, { name: `parent ${index}`, royalty: 1_000 });
  const receipt = await assets(market, owner, 'publish', [publication, 0n]);
  return approved(market, stage, owner, receipt.logs);
}

async function publishPlain(market: Market, stage: Stage): Promise<Leg> {
  const owner = await market.newAccount();
  const publication = publicationOf(market, stage, { name: 'plain', royalty: 0 });
  const receipt = await assets(market, owner, 'publish', [publication, 0n]);
  return approved(market, stage, owner, receipt.logs);
}

/** Runs on the parents as a buyer that never had an asset, and publishes the output of that run. */
async function derive(market: Market, stage: Stage, parents: Leg[]): Promise<{ leg: Leg; gas: number }> {
  const { order, end } = await settledRun(market, stage, parents);
  const publication = publicationOf(market, stage, { name: `derived of ${parents.length}`, royalty: 0 });
  const derivation = {
    order,
    end,
    outputName: sha256(stringToHex(output.name)),
    outputDigest: output.sha256,
    salt: output.salt,
    proof: [],
  };
  const receipt = await assets(market, stage.buyer, 'publishDerived', [
    publication,
    BigInt(parents.length),
    derivation,
  ]);
  return {
    leg: await approved(market, stage, stage.buyer, receipt.logs),
    gas: Number(receipt.gasUsed),
  };
}

async function settledRun(market: Market, stage: Stage, datasets: Leg[]) {
  await emptyCredit(market, stage.buyer);
  const { order } = await placeOrder(market, stage, { datasets });
  const orderedAt = await now(market);
  await market.control.increaseTime({ seconds: 60 });
  const { receipt, signature } = await signOutput(market, stage.provider.operator, order);
  const settled = await jobs(market, stage.provider.operator, 'settle', [order, receipt, signature]);
  const [event] = parseEventLogs({ abi: jobsAbi, eventName: 'JobSettled', logs: settled.logs });
  if (event === undefined) throw new Error('JobSettled is missing');
  const end = { receipt, payments: event.args.payments, orderedAt, endedAt: await now(market) };
  return { order, end };
}

/** A receipt of one output, whose leaf is the whole tree. */
async function signOutput(market: Market, operator: PrivateKeyAccount, order: Order) {
  const receipt = {
    jobId: jobIdOf(market, order),
    outcome: outcome.released,
    computeSeconds: 60,
    resultDigest: keccak256(stringToHex('result')),
    statementDigest: zeroHash,
    outputsRoot: outputLeaf(output),
  };
  const domain = jobsDomain(market.book.chainId, market.book.contracts.jobs);
  const typed = { domain, types: receiptTypes, primaryType: 'Receipt', message: receipt } as const;
  const signature: Hex = await operator.signTypedData(typed);
  return { receipt, signature };
}

/** The asset that a transaction published, as a leg of orders, with the stage's algorithm approved for it. */
async function approved(
  market: Market,
  { algorithm }: Stage,
  owner: PrivateKeyAccount,
  logs: Parameters<typeof parseEventLogs>[0]['logs'],
): Promise<Leg> {
  const [event] = parseEventLogs({ abi: assetRegistryAbi, eventName: 'AssetPublished', logs });
  if (event === undefined) throw new Error('AssetPublished is missing');
  const { assetId, metadataDigest } = event.args;
  const approval = [assetId, algorithm.assetId, algorithm.metadataDigest, 2 ** 40 - 1, 1_000] as const;
  await assets(market, owner, 'approveAlgorithm', approval);
  return { assetId, metadataDigest, payee: owner.address, price: dollars(10), series: 0 };
}

async function now(market: Market): Promise<number> {
  return Number((await market.chain.getBlock()).timestamp);
}
