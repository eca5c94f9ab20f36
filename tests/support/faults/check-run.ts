import { readdir } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { readBalance, readTokenBalance } from '@atoll/chain/read-balance';
import { readJobEnd } from '@atoll/chain/read-job-end';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { readJob } from '@atoll/sdk/read-job';
import { verifyResult } from '@atoll/sdk/verify-result';
import { Address } from '@atoll/schemas/ids';
import { endStates, type JobState, type Outcome } from '@atoll/schemas/job';
import postgres from 'postgres';
import { contextOf } from '../flow/context.ts';
import { countedRows } from '../flow/small-algorithm.ts';
import type { Stack } from '../stack/start.ts';
import { WaitedTooLong, waitFor } from '../wait.ts';
import { leftOf } from './expect-end.ts';
import type { FaultJob, FaultMarket, JobKind } from './fault-market.ts';
import { readEnds, unexplainedMoney } from './ledger.ts';

/** Something is not as it must be after a run, whatever happened during it. */
export class InvariantBroken extends Error {
  constructor(faults: readonly string[]) {
    super(`after the run:\n${faults.join('\n')}`);
    this.name = 'InvariantBroken';
  }
}

interface End {
  readonly state: JobState;
  readonly outcome: Outcome;
}

/** Ends that are right for a kind of job. A provider that was down for too long may have failed any of them, with a full refund. */
const ends: Readonly<Record<JobKind, End>> = {
  released: { state: 'released', outcome: 'released' },
  repeated: { state: 'released', outcome: 'released' },
  failing: { state: 'failed', outcome: 'algorithm_failed' },
  withheld: { state: 'withheld', outcome: 'withheld' },
  'let go': { state: 'released', outcome: 'released' },
  silent: { state: 'withheld', outcome: 'withheld' },
  refused: { state: 'refused', outcome: 'refused' },
};

/** Seconds that no algorithm of a round takes, whatever clock they are measured with. */
const longestRun = 60;

/** What everybody of the stack owns, in wallets and as credit. */
export type Fortunes = ReadonlyMap<Address, bigint>;

export async function readFortunes(stack: Stack): Promise<Fortunes> {
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  const token = stack.token.address;
  const accounts = [...new Set(Object.values(stack.wallets).map(({ address }) => Address.parse(address)))];
  return new Map(
    await Promise.all(
      accounts.map(async (account) => {
        const [credit, wallet] = await Promise.all([
          readBalance(chain, { token, account }),
          readTokenBalance(chain, { token, account }),
        ]);
        return [account, credit + wallet] as const;
      }),
    ),
  );
}

/**
 * Checks everything that must hold once every job has ended: one end each, of which chain and provider say the same; nobody has more or
 * less than the chain's events gave and took; results open where they were released; nothing is left.
 *
 * @throws InvariantBroken with everything that does not hold
 */
export async function checkRun(
  market: FaultMarket,
  input: { jobs: readonly FaultJob[]; before: Fortunes },
): Promise<void> {
  const faults: string[] = [];
  for (const job of input.jobs) faults.push(...(await checkJob(market.stack, job)));
  faults.push(...(await checkMoney(market.stack, input)));
  faults.push(...(await checkLeftovers(market)));
  if (faults.length > 0) throw new InvariantBroken(faults);
}

async function checkJob(stack: Stack, job: FaultJob): Promise<string[]> {
  const { jobId, kind, quote } = job;
  const says = (what: string) => `${kind} job ${jobId}: ${what}`;
  const expected = ends[kind];
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const [view, end, money] = await Promise.all([
    readJob(buyer, jobId),
    readJobEnd(buyer.chain, jobId),
    readEnds(stack, jobId),
  ]);
  const faults: string[] = [];
  const seen = view.timeline.map(({ state }) => state);
  if (view.state !== expected.state)
    faults.push(says(`is ${view.state} (${view.reason ?? ''}) after ${seen.join(' → ')}`));
  const terminal = seen.filter((state) => endStates.some((each) => each === state));
  if (terminal.length !== 1) faults.push(says(`ended as ${terminal.join(' and ') || 'nothing'}`));
  const seconds = end?.receipt.computeSeconds ?? 0;
  if (seconds > longestRun) faults.push(says(`is charged ${seconds} seconds`));
  if (end?.receipt.outcome !== expected.outcome)
    faults.push(says(`is ${end?.receipt.outcome ?? 'open'} on chain`));
  if (money.ends.length !== 1) faults.push(says(`has ${money.ends.length} ends on chain`));
  if (money.paid !== quote.maximum) faults.push(says(`${money.paid} was paid of ${quote.maximum}`));
  if (expected.outcome === 'refused' && money.refunded !== quote.maximum)
    faults.push(says(`${money.refunded} was refunded of ${quote.maximum}`));
  if (expected.outcome === 'released') faults.push(...(await checkResult(stack, job)).map(says));
  else if (view.result !== undefined) faults.push(says('has a result'));
  return faults;
}

async function checkResult(stack: Stack, { jobId, identity }: FaultJob): Promise<string[]> {
  const buyer = await contextOf(stack, stack.wallets.buyer);
  const signed = await fetchReceipt(buyer, jobId);
  const result = await decryptResult(await fetchResult(buyer, { jobId }), identity.identity);
  await verifyResult(buyer.chain, { signed, result });
  const text = new TextDecoder().decode(result.outputs.get('count.json'));
  return text === JSON.stringify({ rows: countedRows }) ? [] : [`its result says ${text}`];
}

/** Everybody's fortune changed by exactly what the ends of these jobs paid; the buyer locked the maximum of each. */
async function checkMoney(
  stack: Stack,
  { jobs, before }: { jobs: readonly FaultJob[]; before: Fortunes },
): Promise<string[]> {
  const due = new Map(before);
  const add = (account: Address, amount: bigint) => due.set(account, (due.get(account) ?? 0n) + amount);
  const { chain } = await contextOf(stack, stack.wallets.stranger);
  for (const { jobId, quote } of jobs) {
    add(Address.parse(stack.wallets.buyer.address), -quote.maximum);
    const end = await readJobEnd(chain, jobId);
    for (const { account, amount } of end?.payments ?? []) add(account, amount);
  }
  const now = await readFortunes(stack);
  const faults = [...now]
    .filter(([account, amount]) => amount !== due.get(account))
    .map(([account, amount]) => `${account} has ${amount}, the events of the chain say ${due.get(account)}`);
  const unexplained = await unexplainedMoney(stack);
  return unexplained === 0n ? faults : [...faults, `${unexplained} in the escrow is nobody's`];
}

/** What no open job is the reason for: containers, volumes, files under way, rows of the queue, locks, transactions. */
async function checkLeftovers(market: FaultMarket): Promise<string[]> {
  let left: string[] = [];
  const isClean = async () => {
    left = await listLeftovers(market);
    return left.length === 0;
  };
  try {
    await waitFor('the provider to clean up', isClean, { deadlineMs: 15_000, everyMs: 100 });
  } catch (error) {
    // Told with everything else that is wrong.
    if (!(error instanceof WaitedTooLong)) throw error;
  }
  return left.map((what) => `left: ${what}`);
}

async function listLeftovers({ stack, socketPath, stateDirectory }: FaultMarket): Promise<string[]> {
  const sql = postgres(stack.postgres.url('compute_provider'), { max: 1 });
  try {
    const [steps, snapshots, transactions, locks] = [
      await sql<{ key: string }[]>`select coalesce(key, '') as key from compute_provider_queue._private_jobs`,
      await sql<{ snapshot: string }[]>`select snapshot from compute_provider.snapshots`,
      await sql<{ key: string }[]>`select key from compute_provider.transactions where state <> 'final'`,
      await sql<{ count: number }[]>`select count(*)::int as count from pg_locks where locktype = 'advisory'
        and database = (select oid from pg_database where datname = current_database())`,
    ];
    const staged = await readdir(join(stateDirectory, 'snapshots'));
    const known = new Set(snapshots.map(({ snapshot }) => snapshot));
    return [
      ...(await leftOf(stack, socketPath, stateDirectory)),
      ...steps.map(({ key }) => `step ${key}`),
      ...transactions.map(({ key }) => `transaction ${key}`),
      // the one that makes the provider the only one
      ...(locks[0]?.count === 1 ? [] : [`${locks[0]?.count ?? 0} advisory locks`]),
      ...staged.filter((name) => !known.has(name)).map((name) => `snapshot ${name}`),
      ...(await readdir(stateDirectory, { recursive: true }))
        .filter((path) => /\.(partial|tmp|part)$|^\.tmp/.test(basename(path)))
        .map((path) => `file ${path}`),
    ];
  } finally {
    await sql.end();
  }
}
