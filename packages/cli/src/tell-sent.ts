import type { ReceiptSummary } from '@atoll/chain/write';
import type { Invocation } from './command.ts';

/** Something that stands on chain, and the transaction that made it so; none where it stood like that before. */
export interface Sent {
  readonly what: string;
  readonly receipt: ReceiptSummary | undefined;
}

/** Says of each whether a transaction was needed. */
export function tellSent({ print, json }: Pick<Invocation, 'print' | 'json'>, all: readonly Sent[]): void {
  const shown = all.map(({ what, receipt }) => ({ what, transaction: receipt?.hash }));
  if (json) print(`${JSON.stringify(shown)}\n`);
  else
    for (const { what, transaction } of shown)
      print(`${what}: ${transaction === undefined ? 'as it was' : `transaction ${transaction}`}\n`);
}
