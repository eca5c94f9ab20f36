import { z } from 'zod';
import { Address, Amount, AssetId, BlockTime, Bytes32, ChainId } from './ids.ts';

/** What kind of movement a line is; totals are kept apart by it. */
export const statementSectionOrder = ['income', 'refund', 'withdrawal', 'transfer', 'cost'] as const;
export const StatementSection = z.enum(statementSectionOrder);
export type StatementSection = z.infer<typeof StatementSection>;

/** What happened, as the chain's events tell it. */
export const StatementEvent = z.enum([
  // income
  'data',
  'algorithm',
  'compute',
  'protocol_fee',
  'relay_income',
  'royalty',
  'compensation',
  'dividend',
  'reward',
  'bounty_award',
  'channel_income',
  'channel_fee',
  'forfeited_bond',
  // refunds: money that was the account's before
  'refund',
  'pass_restored',
  'pass_refund',
  'bounty_reclaimed',
  'channel_refund',
  'bond_returned',
  'rewards_returned',
  // withdrawals, transfers, costs
  'withdrawal',
  'deposit',
  'transfer_in',
  'transfer_out',
  'relay_fee',
]);
export type StatementEvent = z.infer<typeof StatementEvent>;

/** An exact decimal without exponent, e.g. `12.5`. */
export const ExactDecimal = z
  .string()
  .regex(/^(0|[1-9][0-9]*)(\.[0-9]+)?$/, 'expected a decimal number such as 12.5');

/** An amount: in the token's smallest unit, and as people read it where the deployment lists the token. Neither is rounded. */
export const StatementMoney = z.object({
  units: Amount,
  amount: ExactDecimal.optional(),
});
export type StatementMoney = z.infer<typeof StatementMoney>;

/** A token; symbol and decimals are the deployment's, absent where it does not list the token. */
export const StatementToken = z.object({
  address: Address,
  symbol: z.string().optional(),
  decimals: z.int().min(0).max(255).optional(),
});
export type StatementToken = z.infer<typeof StatementToken>;

/** What an amount was worth in the statement's currency on the day of its receipt, by the named source. */
export const FiatValue = z.object({
  /** Rounded half up to the statement's digits, for display. */
  value: ExactDecimal,
  /** Amount times price, exact. */
  exact: ExactDecimal,
  /** Of one whole token. */
  price: ExactDecimal,
  currency: z.string(),
  source: z.string(),
});
export type FiatValue = z.infer<typeof FiatValue>;

/** What the line belongs to. */
export const StatementReference = z.object({
  kind: z.enum(['order', 'channel', 'bounty', 'epoch', 'shares', 'account']),
  id: z.string(),
});

export const StatementLine = z.object({
  /** Block time, UTC. */
  at: z.iso.datetime(),
  section: StatementSection,
  event: StatementEvent,
  direction: z.enum(['in', 'out']),
  /** The asset that earned it; absent where the event has none. */
  asset: z.object({ id: AssetId, name: z.string().optional() }).optional(),
  token: StatementToken,
  /** As credited or taken: nothing is deducted from it here. */
  money: StatementMoney,
  /** What the whole job paid as the protocol's fee; it was taken beside this amount, not from it. */
  protocolFee: StatementMoney.optional(),
  /** What somebody was paid for sending the order or the act. */
  relayFee: StatementMoney.optional(),
  transaction: Bytes32,
  reference: StatementReference.optional(),
  fiat: FiatValue.optional(),
  /** Why there is no fiat value where one was looked for. */
  note: z.string().optional(),
});
export type StatementLine = z.infer<typeof StatementLine>;

export const StatementTotal = z.object({
  section: StatementSection,
  direction: z.enum(['in', 'out']),
  /** Only in totals by asset. */
  asset: z.object({ id: AssetId, name: z.string().optional() }).optional(),
  token: StatementToken,
  money: StatementMoney,
  lines: z.int().nonnegative(),
  /** Sum of the lines that have a value; absent where none has. `missing` lines have none and are not in it. */
  fiat: z
    .object({ value: ExactDecimal, exact: ExactDecimal, currency: z.string(), missing: z.int() })
    .optional(),
});
export type StatementTotal = z.infer<typeof StatementTotal>;

/** What an account received and took out in a period, from the chain's events. */
export const Statement = z.object({
  account: Address,
  chain: ChainId,
  /** Days in UTC, both inclusive. */
  period: z.object({ from: z.iso.date(), to: z.iso.date() }),
  /** The last block whose events are in it. */
  generatedFrom: z.object({ block: z.int().nonnegative(), hash: Bytes32, time: BlockTime }),
  generatedAt: z.iso.datetime(),
  fiat: z.object({ currency: z.string(), digits: z.int(), source: z.string() }).optional(),
  notes: z.array(z.string()),
  totals: z.object({ byToken: z.array(StatementTotal), byAsset: z.array(StatementTotal) }),
  lines: z.array(StatementLine),
});
export type Statement = z.infer<typeof Statement>;

/** Most lines of a statement; of one as PDF. */
export const mostStatementLines = 100_000;
export const mostPdfLines = 20_000;

const Flag = z.enum(['true', 'false']);

/** What `GET /statements/{account}` takes. */
export const StatementQuery = z.object({
  from: z.iso.date().describe('first day, UTC'),
  to: z.iso.date().describe('last day, UTC'),
  format: z.enum(['json', 'csv', 'pdf']).default('json'),
  token: Address.optional().describe('only lines in this token'),
  bom: Flag.default('false').describe('begin a CSV with a byte order mark, for spreadsheets that want one'),
});
export type StatementQuery = z.infer<typeof StatementQuery>;
