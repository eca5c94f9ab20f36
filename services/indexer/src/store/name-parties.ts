import type { Change } from '@atoll/schemas/change';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { WorkingSet } from '../project/working-set.ts';
import { allEnded } from './all-ended.ts';
import type { Transaction } from './connection.ts';

/** Most assets that one document is told of: a document that describes more is told of these. */
const assetsOfDocument = 100;

interface Parties {
  readonly assets?: readonly string[];
  readonly accounts?: readonly Address[];
  readonly provider?: Address;
}

const distinct = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

/** What changes are about, by kind; each named once. */
interface Subjects {
  readonly jobs: readonly Bytes32[];
  readonly channels: readonly Bytes32[];
  readonly bounties: readonly Bytes32[];
  readonly shares: readonly Address[];
  readonly passes: readonly string[];
  readonly documents: readonly Bytes32[];
}

/** Who is concerned with what, by kind. */
type Found = { readonly [Kind in keyof Subjects]: Map<string, Parties> };

function subjectsOf(changes: readonly Change[]): Subjects {
  const of = <Value>(pick: (change: Change) => Value | undefined) => distinct(changes.map(pick));
  return {
    jobs: of((change) => ('jobId' in change ? change.jobId : undefined)),
    channels: of((change) => (change.kind === 'channel' ? change.channelId : undefined)),
    bounties: of((change) => (change.kind === 'bounty' ? change.bountyId : undefined)),
    shares: of((change) => (change.kind === 'shares' ? change.shareToken : undefined)),
    passes: distinct(changes.flatMap((change) => (change.kind === 'pass' ? (change.passes ?? []) : []))),
    documents: of((change) => (change.kind === 'document' ? change.digest : undefined)),
  };
}

const jobParties = (job: { buyer: Address; provider: Address; assets: readonly string[] }): Parties => ({
  assets: job.assets,
  accounts: [job.buyer, job.provider],
  provider: job.provider,
});

/** The parties of those that a batch has in memory. */
function partiesIn(rows: WorkingSet | undefined, subjects: Subjects): Found {
  const found = <Key extends string>(
    keys: readonly Key[],
    of: (known: WorkingSet, key: Key) => Parties | undefined,
  ) => {
    const parties = new Map<string, Parties>();
    for (const key of rows === undefined ? [] : keys) {
      const own = rows === undefined ? undefined : of(rows, key);
      if (own !== undefined) parties.set(key, own);
    }
    return parties;
  };
  return {
    jobs: found(subjects.jobs, (known, job_id) => {
      const job = known.loaded('jobs', { job_id });
      return job && jobParties({ ...job, assets: [...job.datasets, job.algorithm].map(String) });
    }),
    channels: found(subjects.channels, (known, channel_id) => {
      const channel = known.loaded('channels', { channel_id });
      return channel && { accounts: [channel.payer, channel.payee] };
    }),
    bounties: found(subjects.bounties, (known, bounty_id) => {
      const bounty = known.loaded('bounties', { bounty_id });
      return bounty && { accounts: [bounty.funder, bounty.judge] };
    }),
    shares: found(subjects.shares, (known, share_token) => {
      const share = known.loaded('share_tokens', { share_token });
      return share && { assets: [String(share.asset_id)] };
    }),
    passes: found(subjects.passes, (known, pass) => {
      const series = known.loaded('pass_series', { pass_id: BigInt(pass) });
      return series && { assets: [String(series.asset_id)] };
    }),
    documents: new Map(),
  };
}

/** What is still to be asked for. */
const lackingOf = (subjects: Subjects, found: Found): Subjects => ({
  jobs: subjects.jobs.filter((key) => !found.jobs.has(key)),
  channels: subjects.channels.filter((key) => !found.channels.has(key)),
  bounties: subjects.bounties.filter((key) => !found.bounties.has(key)),
  shares: subjects.shares.filter((key) => !found.shares.has(key)),
  passes: subjects.passes.filter((key) => !found.passes.has(key)),
  documents: subjects.documents.filter((key) => !found.documents.has(key)),
});

/** Adds rows to what was found; nothing is asked where nothing is named. */
async function add<Row extends { key: string }>(
  found: Map<string, Parties>,
  keys: readonly string[],
  read: () => PromiseLike<readonly Row[]>,
  partiesOf: (row: Row) => Parties,
): Promise<void> {
  if (keys.length === 0) return;
  for (const row of await read()) found.set(row.key, partiesOf(row));
}

interface JobRow {
  key: Bytes32;
  buyer: Address;
  provider: Address;
  assets: string[];
}
interface AccountsRow {
  key: string;
  accounts: Address[];
}
interface AssetsRow {
  key: string;
  assets: string[];
}

const same = <Value>(row: Value): Value => row;

async function readParties(transaction: Transaction, lacking: Subjects, found: Found): Promise<void> {
  const ask = queries(transaction, lacking);
  await allEnded([
    add(found.jobs, lacking.jobs, ask.jobs, jobParties),
    add(found.channels, lacking.channels, ask.channels, same),
    add(found.bounties, lacking.bounties, ask.bounties, same),
    add(found.shares, lacking.shares, ask.shares, same),
    add(found.passes, lacking.passes, ask.passes, same),
    add(found.documents, lacking.documents, ask.documents, same),
  ]);
}

const queries = (
  transaction: Transaction,
  { jobs, channels, bounties, shares, passes, documents }: Subjects,
) => ({
  jobs: () => transaction<JobRow[]>`
    select job_id as key, buyer, provider, (datasets || algorithm)::text[] as assets from jobs
    where job_id = any(${jobs}::bytea[])`,
  channels: () => transaction<AccountsRow[]>`
    select channel_id as key, array[payer, payee] as accounts from channels
    where channel_id = any(${channels}::bytea[])`,
  bounties: () => transaction<AccountsRow[]>`
    select bounty_id as key, array[funder, judge] as accounts from bounties
    where bounty_id = any(${bounties}::bytea[])`,
  shares: () => transaction<AssetsRow[]>`
    select share_token as key, array[asset_id]::text[] as assets from share_tokens
    where share_token = any(${shares}::bytea[])`,
  passes: () => transaction<AssetsRow[]>`
    select pass_id::text as key, array[asset_id]::text[] as assets from pass_series
    where pass_id = any(${passes}::text[]::numeric[])`,
  documents: () => transaction<AssetsRow[]>`
    select digest as key, assets::text[] from unnest(${documents}::bytea[]) as named (digest), lateral (
      select array_agg(asset_id) as assets from (
        select distinct asset_id from asset_versions where metadata_digest = digest limit ${assetsOfDocument}
      ) as describing
    ) as found where assets is not null`,
});

/** Every question that naming the parties of changes may ask, about nothing. */
export async function askForNobody(transaction: Transaction): Promise<void> {
  const asked = queries(transaction, subjectsOf([]));
  await Promise.all([...Object.values(asked).map((ask) => ask()), ownersOf(transaction, [])]);
}

function partiesOf(change: Change, from: Found): Parties[] {
  const found: (Parties | undefined)[] = [];
  if ('jobId' in change && change.jobId !== undefined) found.push(from.jobs.get(change.jobId));
  if (change.kind === 'channel') found.push(from.channels.get(change.channelId));
  if (change.kind === 'bounty') found.push(from.bounties.get(change.bountyId));
  if (change.kind === 'shares') found.push(from.shares.get(change.shareToken));
  if (change.kind === 'pass') found.push(...(change.passes ?? []).map((each) => from.passes.get(each)));
  if (change.kind === 'document') found.push(from.documents.get(change.digest));
  return found.filter((each) => each !== undefined);
}

interface OwnerRow {
  key: string;
  owner: Address;
  provider: Address;
}

const ownersOf = (transaction: Transaction, assets: readonly string[]) =>
  transaction<OwnerRow[]>`
    select asset_id::text as key, owner, provider from assets
    where asset_id = any(${assets}::text[]::numeric[])`.execute();

const noAccount = `0x${'0'.repeat(40)}`;

/**
 * Changes with everyone whom they concern, as the mirror knows: the buyer and provider of a job, its assets, their owners and so on. What
 * the mirror does not know stays as the event told it.
 *
 * @param rows rows as they are in the database now, which need not be asked for
 */
export async function nameParties(
  transaction: Transaction,
  changes: readonly Change[],
  rows?: WorkingSet,
): Promise<Change[]> {
  const subjects = subjectsOf(changes);
  const found = partiesIn(rows, subjects);
  const lacking = lackingOf(subjects, found);
  // Where all is in memory nothing is waited for, and the owners are asked for at once.
  if (Object.values(lacking).some(({ length }) => length > 0)) await readParties(transaction, lacking, found);
  const named = changes.map((change) => {
    if (change.kind === 'reorg') return change;
    const parties = partiesOf(change, found);
    const provider = change.provider ?? parties.find((each) => each.provider !== undefined)?.provider;
    return {
      ...change,
      assets: distinct([...change.assets, ...parties.flatMap((each) => each.assets ?? [])]),
      accounts: distinct([...change.accounts, ...parties.flatMap((each) => each.accounts ?? [])]),
      ...(provider === undefined ? {} : { provider }),
    };
  });
  const assets = distinct(named.flatMap((change) => (change.kind === 'reorg' ? [] : change.assets)));
  const owners = new Map(
    assets.length === 0 ? [] : (await ownersOf(transaction, assets)).map((row) => [row.key, row]),
  );
  return named.map((change) => {
    if (change.kind === 'reorg') return change;
    const own = change.assets.map((asset) => owners.get(asset));
    const host = own[0]?.provider;
    // Where nothing else names a provider, the one that hosts the asset.
    const provider = change.provider ?? (host === noAccount ? undefined : host);
    return {
      ...change,
      accounts: distinct([...change.accounts, ...own.map((row) => row?.owner)]).toSorted(),
      ...(provider === undefined ? {} : { provider }),
    };
  });
}
