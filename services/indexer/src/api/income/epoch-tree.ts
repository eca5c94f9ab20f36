import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { RewardTreeQuery, RewardTreeView } from '@atoll/schemas/indexer/reward-tree';
import { epochSeconds } from '@atoll/sdk/recompute-epoch';
import { rewardTree } from '@atoll/sdk/reward-tree';
import { rewardWeights, type RewardedJob } from '@atoll/sdk/reward-weights';
import type { Contracts } from '../../decode/emitters.ts';
import type { Sql, Transaction } from '../../store/connection.ts';
import { MalformedQuery, QueryTooCostly } from '../resource/errors.ts';
import { rowsOf, stateAsOf } from '../resource/relation.ts';
import { rewardEpochs } from '../resources/income.ts';
import { balances } from '../resources/jobs.ts';

/** The last epoch whose times are still whole numbers of seconds that every reader can hold. */
const lastEpoch = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / epochSeconds)) - 1n;

/** What one answer may take: 100,000 payments are summed in half a second, 2,000 entries with their proofs are 2 MB. */
export interface TreeLimits {
  readonly payments: number;
  readonly entries: number;
}
const usualLimits: TreeLimits = { payments: 100_000, entries: 2_000 };

/** The rows of one moment, as of a block. */
interface Source {
  readonly sql: Sql | Transaction;
  readonly contracts: Contracts;
  readonly asOf?: number | undefined;
}

interface Proposal {
  readonly token: Address;
  readonly root: Bytes32;
  readonly total: string;
  readonly fund: string;
  readonly state: 'proposed' | 'vetoed' | 'swept';
}

interface PaidRow {
  readonly job_id: Bytes32;
  readonly buyer: Address;
  readonly role: 'data' | 'algorithm' | 'royalty' | 'fee' | 'compute';
  readonly account: Address;
  readonly amount: string;
  readonly disputed: boolean;
}

/** The block as SQL: a whole number, so that it can stand in the text. */
const blockText = (asOf: number | undefined): string | undefined =>
  asOf === undefined ? undefined : `${Math.trunc(asOf)}::bigint`;

/** What of the rewards' credit no proposed epoch can take. */
async function freeFund({ sql, contracts, asOf }: Source, token: Address): Promise<bigint> {
  const block = blockText(asOf);
  const held = sql.unsafe(rowsOf(balances, { asOf: block }));
  const funds = sql.unsafe(
    block === undefined ? 'reward_funds' : stateAsOf('reward_funds', ['token'], block),
  );
  const [row] = await sql<{ free: string }[]>`
    select coalesce((select credited - withdrawn - spent from ${held} as b where token = ${token} and account = ${contracts.rewards}), 0)
      - coalesce((select committed from ${funds} as f where token = ${token}), 0) as free`;
  return BigInt(row?.free ?? 0);
}

/** Every job in a token that was released within a time, with what it paid for. @throws QueryTooCostly */
async function releasedJobs(
  { sql, asOf = Number.MAX_SAFE_INTEGER }: Source,
  { token, from, until, most }: { token: Address; from: number; until: number; most: number },
): Promise<RewardedJob[]> {
  const rows = await sql<PaidRow[]>`
    select jobs.job_id, jobs.buyer, payments.role, payments.account, payments.amount, disputes.job_id is not null as disputed
    from jobs
    join payments using (job_id)
    left join disputes on disputes.job_id = jobs.job_id and disputes.opened_block <= ${asOf}
    where jobs.token = ${token} and jobs.outcome = 'released' and jobs.ended_at >= ${from} and jobs.ended_at < ${until}
      and jobs.ended_block <= ${asOf} and payments.role in ('data', 'algorithm', 'royalty', 'fee', 'compute')
    limit ${most + 1}`;
  if (rows.length > most) {
    throw new QueryTooCostly(
      `the epoch has more than ${most} payments`,
      'recompute it from the chain: recomputeEpoch of the SDK',
    );
  }
  const jobs = new Map<Bytes32, RewardedJob & { contributions: { account: Address; amount: bigint }[] }>();
  for (const { job_id, buyer, role, account, amount, disputed } of rows) {
    const before = jobs.get(job_id) ?? { buyer, fee: 0n, compute: 0n, contributions: [], disputed };
    const value = BigInt(amount);
    if (role === 'fee') jobs.set(job_id, { ...before, fee: before.fee + value });
    else if (role === 'compute') jobs.set(job_id, { ...before, compute: before.compute + value });
    else
      jobs.set(job_id, { ...before, contributions: [...before.contributions, { account, amount: value }] });
  }
  return [...jobs.values()];
}

/**
 * Recomputes the rewards of an epoch and their Merkle tree from the mirror's own rows, by the formula of `docs/economics.md`: anybody can
 * compare it with what was proposed, and take from it the proof that a claim needs.
 *
 * Scans the jobs of the epoch.
 *
 * @param source a transaction, so that all rows are those of one moment
 * @throws MalformedQuery for an epoch that nobody has proposed, where no token is named, and for one beyond all time; QueryTooCostly
 * @example
 * const tree = await epochTree({ sql, contracts }, { epoch: 2_970n });
 * if (tree.matches === false) throw new Error(`epoch ${tree.epoch} was proposed otherwise`);
 */
export async function epochTree(
  source: Source,
  { epoch, ...query }: { epoch: bigint } & RewardTreeQuery,
  limits = usualLimits,
): Promise<RewardTreeView> {
  if (epoch > lastEpoch) throw new MalformedQuery('path.epoch', `at most ${lastEpoch}`);
  const [from, until] = [Number(epoch) * epochSeconds, (Number(epoch) + 1) * epochSeconds];
  const { sql } = source;
  const epochs = sql.unsafe(rowsOf(rewardEpochs, { asOf: blockText(source.asOf) }));
  const [found] = await sql<Proposal[]>`
    select token, root, total, fund, state from ${epochs} as e where epoch = ${epoch.toString()}`;
  const token = query.token ?? found?.token;
  if (token === undefined) {
    throw new MalformedQuery('query.token', 'needed for an epoch that nobody has proposed');
  }
  const proposal = found?.token === token ? found : undefined;
  const named = query.fund ?? proposal?.fund;
  const fund = named === undefined ? await freeFund(source, token) : BigInt(named);
  const jobs = await releasedJobs(source, { token, from, until, most: limits.payments });
  const entries = rewardWeights(jobs, { fund }).map((reward) => ({ epoch, ...reward }));
  if (query.account === undefined && entries.length > limits.entries) {
    throw new QueryTooCostly(
      `the epoch rewards ${entries.length} accounts, of which one answer tells ${limits.entries}`,
      'name one by `account`, or recompute the tree from the chain: recomputeEpoch of the SDK',
    );
  }
  const tree = entries.length === 0 ? undefined : rewardTree(entries);
  const total = (tree?.total ?? 0n).toString();
  return {
    ...{ epoch: epoch.toString(), token, from, until, fund: fund.toString(), total },
    ...(tree === undefined ? {} : { root: tree.root }),
    entries: entries
      .filter(({ account }) => query.account === undefined || query.account === account)
      .map(({ account, amount }) => ({
        account,
        amount: amount.toString(),
        proof: [...(tree?.proofOf(account) ?? [])],
      })),
    ...(proposal === undefined
      ? {}
      : {
          proposed: { root: proposal.root, total: proposal.total, state: proposal.state },
          matches: proposal.root === tree?.root && proposal.total === total,
        }),
  };
}
