import type { Change } from '@atoll/schemas/change';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { WorkingSet } from '../project/working-set.ts';
import type { Transaction } from './connection.ts';

/** Who and what is concerned with something. */
export interface Parties {
  readonly assets?: readonly string[];
  readonly accounts?: readonly Address[];
  readonly tokens?: readonly Address[];
  readonly provider?: Address;
}

/** The parties of one subject of some changes. */
interface Naming {
  /** Whether some are not in memory, so that `read` has to be called. */
  readonly isLacking: boolean;
  read(transaction: Transaction): Promise<void>;
  of(change: Change): Parties[];
}

/** Something that changes are about and that the mirror knows more of. */
interface Subject {
  /** @param rows rows as they are in the database now, which need not be asked for */
  about(changes: readonly Change[], rows: WorkingSet | undefined): Naming;
  askNothing(transaction: Transaction): Promise<unknown>;
}

function subject<Key extends string>(input: {
  readonly keysOf: (change: Change) => readonly (Key | undefined)[];
  readonly inMemory?: (rows: WorkingSet, key: Key) => Parties | undefined;
  readonly ask: (
    transaction: Transaction,
    keys: readonly Key[],
  ) => PromiseLike<readonly (Parties & { key: Key })[]>;
}): Subject {
  const keysOf = (change: Change): Key[] => input.keysOf(change).filter((key) => key !== undefined);
  return {
    about(changes, rows) {
      const found = new Map<Key, Parties>();
      const lacking: Key[] = [];
      for (const key of new Set(changes.flatMap(keysOf))) {
        const parties = rows && input.inMemory?.(rows, key);
        if (parties === undefined) lacking.push(key);
        else found.set(key, parties);
      }
      return {
        isLacking: lacking.length > 0,
        read: async (transaction) => {
          for (const row of await input.ask(transaction, lacking)) found.set(row.key, row);
        },
        of: (change) => keysOf(change).flatMap((key) => found.get(key) ?? []),
      };
    },
    askNothing: async (transaction) => input.ask(transaction, []),
  };
}

interface JobRow {
  key: Bytes32;
  assets: string[];
  accounts: Address[];
  tokens: Address[];
  provider: Address;
}
interface AccountsRow {
  key: Bytes32;
  accounts: Address[];
}
interface PaidRow extends AccountsRow {
  tokens: Address[];
}
interface AssetsRow<Key extends string> {
  key: Key;
  assets: string[];
}
interface PassRow extends AssetsRow<string> {
  tokens: Address[];
}

const jobs = subject<Bytes32>({
  keysOf: (change) => ('jobId' in change ? [change.jobId] : []),
  inMemory: (rows, job_id) => {
    const job = rows.loaded('jobs', { job_id });
    return (
      job && {
        assets: [...job.datasets, job.algorithm].map(String),
        accounts: [job.buyer, job.provider],
        tokens: [job.token],
        provider: job.provider,
      }
    );
  },
  ask: (transaction, keys) => transaction<JobRow[]>`
    select job_id as key, (datasets || algorithm)::text[] as assets, array[buyer, provider] as accounts,
      array[token] as tokens, provider
    from jobs where job_id = any(${keys}::bytea[])`,
});

const disputes = subject<Bytes32>({
  keysOf: (change) => (change.kind === 'dispute' ? [change.jobId] : []),
  inMemory: (rows, job_id) => {
    const dispute = rows.loaded('disputes', { job_id });
    return dispute && { accounts: [dispute.arbiter] };
  },
  ask: (transaction, keys) => transaction<AccountsRow[]>`
    select job_id as key, array[arbiter] as accounts from disputes where job_id = any(${keys}::bytea[])`,
});

const channels = subject<Bytes32>({
  keysOf: (change) => (change.kind === 'channel' ? [change.channelId] : []),
  inMemory: (rows, channel_id) => {
    const channel = rows.loaded('channels', { channel_id });
    return channel && { accounts: [channel.payer, channel.payee], tokens: [channel.token] };
  },
  ask: (transaction, keys) => transaction<PaidRow[]>`
    select channel_id as key, array[payer, payee] as accounts, array[token] as tokens from channels
    where channel_id = any(${keys}::bytea[])`,
});

const bounties = subject<Bytes32>({
  keysOf: (change) => (change.kind === 'bounty' ? [change.bountyId] : []),
  inMemory: (rows, bounty_id) => {
    const bounty = rows.loaded('bounties', { bounty_id });
    return bounty && { accounts: [bounty.funder, bounty.judge], tokens: [bounty.token] };
  },
  ask: (transaction, keys) => transaction<PaidRow[]>`
    select bounty_id as key, array[funder, judge] as accounts, array[token] as tokens from bounties
    where bounty_id = any(${keys}::bytea[])`,
});

const shares = subject<Address>({
  keysOf: (change) => (change.kind === 'shares' ? [change.shareToken] : []),
  inMemory: (rows, share_token) => {
    const share = rows.loaded('share_tokens', { share_token });
    return share && { assets: [String(share.asset_id)] };
  },
  ask: (transaction, keys) => transaction<AssetsRow<Address>[]>`
    select share_token as key, array[asset_id]::text[] as assets from share_tokens
    where share_token = any(${keys}::bytea[])`,
});

const passes = subject<string>({
  keysOf: (change) => (change.kind === 'pass' ? (change.passes ?? []) : []),
  inMemory: (rows, pass) => {
    const series = rows.loaded('pass_series', { pass_id: BigInt(pass) });
    return series && { assets: [String(series.asset_id)], tokens: [series.token] };
  },
  ask: (transaction, keys) => transaction<PassRow[]>`
    select pass_id::text as key, array[asset_id]::text[] as assets, array[token] as tokens from pass_series
    where pass_id = any(${keys}::text[]::numeric[])`,
});

const rewards = subject<string>({
  keysOf: (change) => (change.kind === 'reward' ? [change.epoch] : []),
  inMemory: (rows, epoch) => {
    const proposed = rows.loaded('reward_epochs', { epoch: BigInt(epoch) });
    return proposed && { tokens: [proposed.token] };
  },
  ask: (transaction, keys) => transaction<{ key: string; tokens: Address[] }[]>`
    select epoch::text as key, array[token] as tokens from reward_epochs
    where epoch = any(${keys}::text[]::numeric[])`,
});

/** Most assets that one document is told of: a document that describes more is told of these. */
const assetsOfDocument = 100;

const documents = subject<Bytes32>({
  keysOf: (change) => (change.kind === 'document' ? [change.digest] : []),
  ask: (transaction, keys) => transaction<AssetsRow<Bytes32>[]>`
    select digest as key, assets::text[] from unnest(${keys}::bytea[]) as named (digest), lateral (
      select array_agg(asset_id) as assets from (
        select distinct asset_id from asset_versions where metadata_digest = digest limit ${assetsOfDocument}
      ) as describing
    ) as found where assets is not null`,
});

/** Everything that changes are about and whose parties the mirror knows. */
export const subjects: readonly Subject[] = [
  ...[jobs, disputes, channels, bounties],
  ...[shares, passes, rewards, documents],
];
