import type { Address } from '@atoll/schemas/ids';
import type { ClaimableDividend } from '@atoll/schemas/indexer/claimable-dividends';
import { owedOf } from '../../project/dividends.ts';
import type { Sql, Transaction } from '../../store/connection.ts';
import type { Resource } from '../resource/compiled.ts';
import { rowsOf } from '../resource/relation.ts';
import { shareHolders, shareTokens } from '../resources/income.ts';
import { balances } from '../resources/jobs.ts';

interface HoldingRow {
  readonly share_token: Address;
  readonly token: Address;
  readonly credited: string;
  readonly spent: string;
  readonly shares: string;
  readonly supply: string;
  readonly heir: Address | null;
  /** Of the token; null for one that was not shared out when the row was written. */
  readonly debt: string | null;
  readonly ended: string | null;
}

/** Most holdings that one answer tells of. */
const most = 1_000;

/**
 * What an account could claim, now or as of a block, of the income of all shares that it holds or held, in every token that they were credited, nothing left
 * out that is above zero.
 * @param input.after the last item of the page before
 * @example
 * const { items } = await claimableDividends(reader, { account });
 * await claimDividends(ctx, { shareToken: items[0].shareToken, account, tokens: [items[0].token] });
 */
export async function claimableDividends(
  { sql, asOf }: { sql: Sql | Transaction; asOf?: number | undefined },
  {
    account,
    after,
  }: { account: Address; after?: Pick<ClaimableDividend, 'shareToken' | 'token'> | undefined },
): Promise<{ items: ClaimableDividend[]; next?: Pick<ClaimableDividend, 'shareToken' | 'token'> }> {
  const place =
    after === undefined
      ? sql``
      : sql`and (share_token, balances.token) > (${after.shareToken}, ${after.token})`;
  const scope = { asOf: asOf === undefined ? undefined : `${Math.trunc(asOf)}::bigint` };
  const from = (resource: Resource) => sql.unsafe(rowsOf(resource, scope));
  const rows = await sql<HoldingRow[]>`
    select share_token, balances.token, balances.credited, balances.spent, holders.shares, shares.supply, shares.heir,
      holders.debts[array_position(shares.tokens, balances.token)] as debt,
      shares.ended[array_position(shares.tokens, balances.token)] as ended
    from ${from(shareHolders)} as holders
    join ${from(shareTokens)} as shares using (share_token)
    join ${from(balances)} as balances on balances.account = share_token
    where holders.account = ${account} ${place}
    order by share_token, balances.token limit ${most}`;
  const items = rows.map((row) => ({
    shareToken: row.share_token,
    token: row.token,
    ...owedOf({
      shares: BigInt(row.shares),
      debt: BigInt(row.debt ?? 0),
      supply: BigInt(row.supply),
      received: BigInt(row.credited),
      paid: BigInt(row.spent),
      ended: row.ended === null ? undefined : BigInt(row.ended),
      dissolved: row.heir === null ? 'no' : row.heir === account ? 'by the account' : 'by another',
    }),
  }));
  const last = rows.length < most ? undefined : rows.at(-1);
  return {
    items: items
      .filter(({ amount, fraction }) => amount > 0n || fraction > 0n)
      .map((item) => ({ ...item, amount: item.amount.toString(), fraction: item.fraction.toString() })),
    ...(last === undefined ? {} : { next: { shareToken: last.share_token, token: last.token } }),
  };
}
