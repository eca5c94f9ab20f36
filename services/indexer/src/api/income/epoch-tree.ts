import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type RewardTreeQuery, type RewardTreeView } from '@atoll/schemas/indexer/reward-tree';
import { epochSeconds } from '@atoll/sdk/recompute-epoch';
import { rewardTree } from '@atoll/sdk/reward-tree';
import { rewardWeights, type RewardedJob } from '@atoll/sdk/reward-weights';
import { type Transaction } from '../../store/connection.ts';
import { type ChainReader } from '../context.ts';
import { MalformedQuery } from '../resource/errors.ts';

/** The last epoch whose times are still whole numbers of seconds that every reader can hold. */
const lastEpoch = BigInt(Math.floor(Number.MAX_SAFE_INTEGER / epochSeconds)) - 1n;

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

/** What of the rewards' credit no proposed epoch can take. */
async function freeFund(transaction: Transaction, token: Address, rewards: Address): Promise<bigint> {
  const [row] = await transaction<{ free: string }[]>`
    select coalesce((select credited - withdrawn - spent from balances where token = ${token} and account = ${rewards}), 0)
      - coalesce((select committed from reward_funds where token = ${token}), 0) as free`;
  return BigInt(row?.free ?? 0);
}

/** Every job in a token that was released within a time, with what it paid for. */
async function releasedJobs(
  transaction: Transaction,
  { token, from, until }: { token: Address; from: number; until: number },
): Promise<RewardedJob[]> {
  const rows = await transaction<PaidRow[]>`
    select jobs.job_id, jobs.buyer, payments.role, payments.account, payments.amount, disputes.job_id is not null as disputed
    from jobs
    join payments using (job_id)
    left join disputes on disputes.job_id = jobs.job_id
    where jobs.token = ${token} and jobs.outcome = 'released' and jobs.ended_at >= ${from} and jobs.ended_at < ${until}
      and payments.role in ('data', 'algorithm', 'royalty', 'fee', 'compute')`;
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
 * Scans the jobs of the epoch; all rows are those of one moment.
 *
 * @throws MalformedQuery for an epoch that nobody has proposed, where no token is named, and for one beyond all time
 * @example
 * const tree = await epochTree(reader, { epoch: 2_970n });
 * if (tree.matches === false) await veto(tree.epoch);
 */
export async function epochTree(
  { sql, contracts }: Pick<ChainReader, 'sql' | 'contracts'>,
  { epoch, ...query }: { epoch: bigint } & RewardTreeQuery,
): Promise<RewardTreeView> {
  if (epoch > lastEpoch) throw new MalformedQuery('path.epoch', `at most ${lastEpoch}`);
  const [from, until] = [Number(epoch) * epochSeconds, (Number(epoch) + 1) * epochSeconds];
  const { proposal, token, fund, jobs } = await sql.begin(
    'isolation level repeatable read read only',
    async (tx) => {
      const [found] = await tx<Proposal[]>`
      select token, root, total, fund, state from reward_epochs where epoch = ${epoch.toString()}`;
      const counted = query.token ?? found?.token;
      if (counted === undefined) {
        throw new MalformedQuery('query.token', 'needed for an epoch that nobody has proposed');
      }
      const own = found !== undefined && found.token === counted ? found : undefined;
      return {
        proposal: own,
        token: counted,
        fund:
          query.fund === undefined
            ? own === undefined
              ? await freeFund(tx, counted, contracts.rewards)
              : BigInt(own.fund)
            : BigInt(query.fund),
        jobs: await releasedJobs(tx, { token: counted, from, until }),
      };
    },
  );
  const entries = rewardWeights(jobs, { fund }).map((reward) => ({ epoch, ...reward }));
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
