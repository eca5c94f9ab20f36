import { type Change } from '@atoll/schemas/change';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type Transaction } from './connection.ts';

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

/** The subjects of changes, by kind; each named once. */
function subjectsOf(changes: readonly Change[]) {
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

/** Rows by their key; nothing is asked where nothing is named. */
async function byKey<Row extends { key: string }>(
  keys: readonly string[],
  read: () => Promise<readonly Row[]>,
): Promise<ReadonlyMap<string, Row>> {
  if (keys.length === 0) return new Map();
  return new Map((await read()).map((row) => [row.key, row]));
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

async function readParties(transaction: Transaction, changes: readonly Change[]) {
  const { jobs, channels, bounties, shares, passes, documents } = subjectsOf(changes);
  const [job, channel, bounty, share, pass, document] = await Promise.all([
    byKey(
      jobs,
      () => transaction<JobRow[]>`
      select job_id as key, buyer, provider, (datasets || algorithm)::text[] as assets from jobs
      where job_id = any(${jobs}::bytea[])`,
    ),
    byKey(
      channels,
      () => transaction<AccountsRow[]>`
      select channel_id as key, array[payer, payee] as accounts from channels
      where channel_id = any(${channels}::bytea[])`,
    ),
    byKey(
      bounties,
      () => transaction<AccountsRow[]>`
      select bounty_id as key, array[funder, judge] as accounts from bounties
      where bounty_id = any(${bounties}::bytea[])`,
    ),
    byKey(
      shares,
      () => transaction<AssetsRow[]>`
      select share_token as key, array[asset_id]::text[] as assets from share_tokens
      where share_token = any(${shares}::bytea[])`,
    ),
    byKey(
      passes,
      () => transaction<AssetsRow[]>`
      select pass_id::text as key, array[asset_id]::text[] as assets from pass_series
      where pass_id = any(${passes}::text[]::numeric[])`,
    ),
    byKey(
      documents,
      () => transaction<AssetsRow[]>`
      select digest as key, assets::text[] from unnest(${documents}::bytea[]) as named (digest), lateral (
        select array_agg(asset_id) as assets from (
          select distinct asset_id from asset_versions where metadata_digest = digest limit ${assetsOfDocument}
        ) as describing
      ) as found where assets is not null`,
    ),
  ]);
  return (change: Change): Parties[] => {
    const found: (Parties | undefined)[] = [];
    if ('jobId' in change && change.jobId !== undefined) {
      const row = job.get(change.jobId);
      if (row !== undefined) {
        found.push({ assets: row.assets, accounts: [row.buyer, row.provider], provider: row.provider });
      }
    }
    if (change.kind === 'channel') found.push(channel.get(change.channelId));
    if (change.kind === 'bounty') found.push(bounty.get(change.bountyId));
    if (change.kind === 'shares') found.push(share.get(change.shareToken));
    if (change.kind === 'pass') found.push(...(change.passes ?? []).map((each) => pass.get(each)));
    if (change.kind === 'document') found.push(document.get(change.digest));
    return found.filter((each) => each !== undefined);
  };
}

interface OwnerRow {
  key: string;
  owner: Address;
  provider: Address;
}

const noAccount = `0x${'0'.repeat(40)}`;

/**
 * Changes with everyone whom they concern, as the mirror knows: the buyer and provider of a job, its assets, their owners and so on. What
 * the mirror does not know stays as the event told it.
 */
export async function nameParties(transaction: Transaction, changes: readonly Change[]): Promise<Change[]> {
  const partiesOf = await readParties(transaction, changes);
  const named = changes.map((change) => {
    if (change.kind === 'reorg') return change;
    const parties = partiesOf(change);
    const provider = change.provider ?? parties.find((each) => each.provider !== undefined)?.provider;
    return {
      ...change,
      assets: distinct([...change.assets, ...parties.flatMap((each) => each.assets ?? [])]),
      accounts: distinct([...change.accounts, ...parties.flatMap((each) => each.accounts ?? [])]),
      ...(provider === undefined ? {} : { provider }),
    };
  });
  const assets = distinct(named.flatMap((change) => (change.kind === 'reorg' ? [] : change.assets)));
  const owners = await byKey(
    assets,
    () => transaction<OwnerRow[]>`
    select asset_id::text as key, owner, provider from assets where asset_id = any(${assets}::text[]::numeric[])`,
  );
  return named.map((change) => {
    if (change.kind === 'reorg') return change;
    const rows = change.assets.map((asset) => owners.get(asset));
    const host = rows[0]?.provider;
    // Where nothing else names a provider, the one that hosts the asset.
    const provider = change.provider ?? (host === noAccount ? undefined : host);
    return {
      ...change,
      accounts: distinct([...change.accounts, ...rows.map((row) => row?.owner)]).toSorted(),
      ...(provider === undefined ? {} : { provider }),
    };
  });
}
