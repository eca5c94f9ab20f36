import { attributed, unpackPayment } from '@atoll/chain/payments';
import { type ContractName, contractNames } from '@atoll/contracts/address-book';
import { decodeEventLog, type Hex, toEventSelector } from 'viem';
import { expect, test } from 'vitest';
import { contracts } from './deployment.ts';
import type { HistoryLog } from './encode-event.ts';
import { abis } from './events.ts';
import { countOf, history } from './history.ts';

const parameters = { events: 12_000, blocks: 120, seed: 7, blockTime: 600 };

function* logsOf(given = parameters): Generator<HistoryLog & { block: number }> {
  let block = 0;
  for (const { acts } of history(given)) {
    block += 1;
    for (const log of acts.flat()) yield { ...log, block };
  }
}

const contractOf = (log: HistoryLog): ContractName | undefined =>
  contractNames.find((name) => contracts[name] === log.address);

function encoded({ topics, data }: HistoryLog): { topics: [Hex, ...Hex[]]; data: Hex } {
  const [selector, ...rest] = topics;
  if (selector === undefined) throw new TypeError('no topic');
  return { topics: [selector, ...rest], data: `0x${data}` };
}

test('a history has the events and blocks that it was asked for, and the same ones again by the same seed', () => {
  const logs = [...logsOf()];
  expect(countOf(logs)).toBe(12_000);
  expect(logs.at(-1)?.block).toBe(120);
  expect([...logsOf()]).toEqual(logs);
  expect([...logsOf({ ...parameters, seed: 8 })]).not.toEqual(logs);
});

test('every log of a history is an event of its contract, byte for byte', () => {
  const seen = new Set<string>();
  for (const log of logsOf()) {
    const contract = contractOf(log);
    if (contract === undefined) continue;
    const { eventName } = decodeEventLog({ abi: abis[contract], ...encoded(log), strict: true });
    seen.add(`${contract}.${eventName}`);
  }
  const kinds = contractNames.filter((name) => [...seen].some((each) => each.startsWith(`${name}.`)));
  expect(kinds).toEqual(contractNames);
  expect(seen.size).toBeGreaterThan(50);
});

test('nearly all of a history is orders and what ends them', () => {
  const selector = (name: string) => {
    const event = abis.jobs.find((item) => item.type === 'event' && item.name === name);
    if (event?.type !== 'event') throw new TypeError(name);
    return toEventSelector(event);
  };
  const count = (name: string) => [...logsOf()].filter((log) => log.topics[0] === selector(name)).length;
  expect(count('JobOrdered')).toBeGreaterThan(2_500);
  expect(count('JobSettled') + count('JobEnded')).toBeGreaterThan(2_300);
});

/** A second, independent reading of the rules: a ledger and the jobs, from the logs alone. */
function replay(): { released: number; royalties: number; withdrawn: number; passes: number } {
  const told = { released: 0, royalties: 0, withdrawn: 0, passes: 0 };
  const credits = new Map<string, bigint>();
  const change = (token: string, account: string, amount: bigint) => {
    const key = `${token}:${account}`.toLowerCase();
    const after = (credits.get(key) ?? 0n) + amount;
    expect(after).toBeGreaterThanOrEqual(0n);
    credits.set(key, after);
  };
  const digests = new Map<bigint, Hex>();
  const epochs = new Map<bigint, number>();
  const approvals = new Set<string>();
  const environments = new Set<string>();
  type Ordered = Extract<ReturnType<typeof decodeJobs>, { eventName: 'JobOrdered' }>['args'];
  const open = new Map<Hex, Ordered & { block: number }>();
  const ended = new Set<Hex>();
  const royalties = new Map<Hex, bigint>();
  const end = (jobId: Hex, block: number, words: readonly bigint[]) => {
    const job = open.get(jobId);
    if (job === undefined) throw new Error(`${jobId} ended and is not open`);
    expect(block).toBeGreaterThan(job.block);
    const packed = words.map(unpackPayment);
    const escrowed = packed.filter(({ role }) => role !== 'slash');
    const sum = escrowed.reduce((total, { amount }) => total + amount, royalties.get(jobId) ?? 0n);
    expect(sum).toBe(job.maximum - job.order.relayFee);
    const data = attributed(packed, job.order).filter(({ role }) => role === 'data');
    for (const { assetId } of data) expect(digests.has(assetId)).toBe(true);
    for (const { account, amount } of packed) change(job.order.token, account, amount);
    open.delete(jobId);
    ended.add(jobId);
  };
  for (const log of logsOf()) {
    const contract = contractOf(log);
    if (contract === 'assetRegistry') {
      const { eventName, args } = decodeEventLog({ abi: abis.assetRegistry, ...encoded(log) });
      if (eventName === 'AssetPublished' || eventName === 'AssetVersioned') {
        expect(digests.has(args.assetId)).toBe(eventName === 'AssetVersioned');
        digests.set(args.assetId, args.metadataDigest);
      } else if (eventName === 'Transfer' && digests.has(args.tokenId)) {
        epochs.set(args.tokenId, (epochs.get(args.tokenId) ?? 0) + 1);
      } else if (eventName === 'AlgorithmApproved' || eventName === 'AlgorithmRevoked') {
        const key = `${args.datasetId}:${args.algorithmId}:${args.algorithmDigest}`;
        expect(args.ownerEpoch).toBe(epochs.get(args.datasetId) ?? 0);
        if (eventName === 'AlgorithmApproved') approvals.add(`${key}:${args.ownerEpoch}`);
        else expect(approvals.delete(`${key}:${args.ownerEpoch}`)).toBe(true);
      }
    } else if (contract === 'providerRegistry') {
      const { eventName, args } = decodeEventLog({ abi: abis.providerRegistry, ...encoded(log) });
      if (eventName === 'EnvironmentSet') environments.add(`${args.provider}:${args.environment}`);
    } else if (contract === 'jobs') {
      const { eventName, args } = decodeJobs(log);
      if (eventName === 'JobOrdered') {
        const { order, jobId, buyer, maximum } = args;
        expect(open.has(jobId) || ended.has(jobId)).toBe(false);
        expect(environments.has(`${order.provider}:${order.environment}`)).toBe(true);
        let prepaid = 0n;
        for (const leg of order.datasets) {
          expect(digests.get(leg.assetId)).toBe(leg.metadataDigest);
          const epoch = epochs.get(leg.assetId) ?? 0;
          const { assetId, metadataDigest } = order.algorithm;
          expect(approvals.has(`${leg.assetId}:${assetId}:${metadataDigest}:${epoch}`)).toBe(true);
          if (leg.series !== 0) prepaid += leg.price;
        }
        if (prepaid > 0n) told.passes += 1;
        change(order.token, contracts.accessPass, -prepaid);
        const credit = credits.get(`${order.token}:${buyer}`.toLowerCase()) ?? 0n;
        if (credit >= maximum - prepaid) change(order.token, buyer, prepaid - maximum);
        open.set(jobId, { ...args, block: log.block });
      } else if (eventName === 'OrderRelayed') {
        change(open.get(args.jobId)?.order.token ?? '', args.relayer, args.fee);
      } else if (eventName === 'RoyaltyPaid') {
        told.royalties += 1;
        royalties.set(args.jobId, (royalties.get(args.jobId) ?? 0n) + args.amount);
        change(open.get(args.jobId)?.order.token ?? '', args.account, args.amount);
      } else if (eventName === 'JobSettled') {
        if (args.receipt.outcome === 0) told.released += 1;
        end(args.jobId, log.block, args.payments);
      } else if (eventName === 'JobEnded') end(args.jobId, log.block, args.payments);
      else if (eventName === 'JobReported') expect(open.has(args.jobId)).toBe(true);
      else if (eventName === 'Deposited') change(args.token, args.to, args.amount);
      else if (eventName === 'CreditTransferred') {
        change(args.token, args.from, -args.amount);
        change(args.token, args.to, args.amount);
      } else if (eventName === 'Withdrawn') {
        told.withdrawn += 1;
        expect(credits.get(`${args.token}:${args.account}`.toLowerCase())).toBe(args.amount);
        change(args.token, args.account, -args.amount);
      }
    }
  }
  return told;
}

const decodeJobs = (log: HistoryLog) => decodeEventLog({ abi: abis.jobs, ...encoded(log) });

test('a history keeps the rules of the contracts: what is ordered was published and approved, each job ends once, all money adds up', () => {
  const { released, royalties, withdrawn, passes } = replay();
  expect(released).toBeGreaterThan(2_000);
  expect(Math.min(royalties, withdrawn, passes)).toBeGreaterThan(20);
});
