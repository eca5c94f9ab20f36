import type { Change } from '@atoll/schemas/change';
import type { Address } from '@atoll/schemas/ids';
import { allEnded } from './all-ended.ts';
import type { WorkingSet } from '../project/working-set.ts';
import type { Transaction } from './connection.ts';
import { type Parties, subjects } from './change-subjects.ts';

const distinct = <T>(values: readonly (T | undefined)[]): T[] => [
  ...new Set(values.filter((value) => value !== undefined)),
];

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
  const naming = subjects.map((subject) => subject.about(changes, rows));
  // Where all is in memory nothing is waited for, and the owners are asked for at once.
  const lacking = naming.filter(({ isLacking }) => isLacking);
  if (lacking.length > 0) await allEnded(lacking.map((each) => each.read(transaction)));
  const named = changes.map((change) => {
    if (change.kind === 'reorg') return change;
    const parties: Parties[] = naming.flatMap((each) => each.of(change));
    const provider = change.provider ?? parties.find((each) => each.provider !== undefined)?.provider;
    return {
      ...change,
      assets: distinct([...change.assets, ...parties.flatMap((each) => each.assets ?? [])]),
      accounts: distinct([...change.accounts, ...parties.flatMap((each) => each.accounts ?? [])]),
      tokens: distinct([...change.tokens, ...parties.flatMap((each) => each.tokens ?? [])]).toSorted(),
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

/** Every question that naming the parties of changes may ask, about nothing. */
export async function askForNobody(transaction: Transaction): Promise<void> {
  await Promise.all([
    ...subjects.map((subject) => subject.askNothing(transaction)),
    ownersOf(transaction, []),
  ]);
}
