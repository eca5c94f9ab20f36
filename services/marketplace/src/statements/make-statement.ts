import { type Address, ChainId } from '@atoll/schemas/ids';
import {
  mostPdfLines,
  mostStatementLines,
  type Statement,
  type StatementQuery,
} from '@atoll/schemas/statement';
import type { MarketplaceContext } from '../context.ts';
import { MirrorIncomplete } from './errors.ts';
import { linesOf } from './lines-of.ts';
import { periodOf } from './period.ts';
import { readLedger } from './read-ledger.ts';
import { totalsOf } from './totals-of.ts';
import { valueLines } from './value-lines.ts';

export type StatementContext = Pick<
  MarketplaceContext,
  'indexer' | 'deployment' | 'prices' | 'clock' | 'statements'
>;

/** What every statement says of itself. */
const standing = [
  'Amounts are as the chain credited them. The protocol fee is what the whole job paid beside them; it is shown, not deducted.',
  'Orders that were paid out of credit are not listed: they are spending, not earnings.',
];

function notesOf(
  ctx: StatementContext,
  input: { to: number; time: number; digits: number | undefined },
): string[] {
  const { prices } = ctx;
  return [
    ...standing,
    ...(input.time < input.to ? ['The period had not ended when this was made: more may follow.'] : []),
    prices === undefined
      ? 'No price source is configured: fiat values are left empty.'
      : `Fiat values: amount times the price of the day of receipt (UTC) by ${prices.name}, rounded half up to ${prices.digits} digits; empty where it has no price of that day.`,
  ];
}

/**
 * The statement of an account and a period: every credit it received, refunds, withdrawals and transfers listed apart, with totals by token
 * and by asset.
 *
 * @throws StatementTooLong, PeriodBackwards, MirrorIncomplete (retryable), TooManyStatements (retryable), what the indexer answers
 * @example
 * const statement = await makeStatement(ctx, account, { from: '2026-01-01', to: '2026-12-31', format: 'json', bom: 'false' });
 */
export async function makeStatement(
  ctx: StatementContext,
  account: Address,
  query: StatementQuery,
): Promise<Statement> {
  const period = periodOf(query);
  using _slot = ctx.statements.take();
  const { deployment, prices } = ctx;
  const status = await ctx.indexer.readStatus();
  const chain = status.chains.find(({ chainId }) => chainId === deployment.chainId);
  if (chain?.phase !== 'live' || chain.indexed === undefined) throw new MirrorIncomplete();
  const { number: block, hash, time } = chain.indexed;
  const reading = await readLedger(ctx.indexer.resources, {
    account,
    period,
    token: query.token,
    upTo: block,
    most: query.format === 'pdf' ? mostPdfLines : mostStatementLines,
    format: query.format,
  });
  const placed = await linesOf(ctx.indexer.resources, reading, { deployment, indexerUrl: ctx.indexer.url });
  const lines = await valueLines(placed, prices);
  const digits = prices?.digits;
  return {
    account,
    chain: ChainId.parse(`eip155:${deployment.chainId}`),
    period: { from: period.from, to: period.to },
    generatedFrom: { block, hash, time },
    generatedAt: ctx.clock.now().toISOString(),
    ...(prices === undefined
      ? {}
      : { fiat: { currency: prices.currency, digits: prices.digits, source: prices.name } }),
    notes: notesOf(ctx, { to: period.last, time, digits }),
    totals: {
      byToken: totalsOf(lines, { digits, byAsset: false }),
      byAsset: totalsOf(
        lines.filter(({ asset }) => asset !== undefined),
        { digits, byAsset: true },
      ),
    },
    lines,
  };
}
