/** An order's state on chain and its deadlines, in seconds of the chain's time. */
export interface Deadlines {
  readonly state: 'open' | 'reported' | 'ended';
  readonly runBy: number;
  readonly reviewBy: number;
  readonly settleBy: number;
}

/**
 * How a buyer gets out of an order, as the escrow allows it (`Jobs.sol`): `cancel` together with the provider, `wait` for the review,
 * `withheld` where the owner let the review pass in silence, `expire` where the provider let its deadline pass; nothing once it has ended.
 *
 * @param now the chain's time; undefined while it is not known, when no deadline counts as passed
 */
export function wayOut(
  { state, runBy, reviewBy, settleBy }: Deadlines,
  now: number | undefined,
): 'cancel' | 'wait' | 'withheld' | 'expire' | undefined {
  const passed = (deadline: number) => now !== undefined && now > deadline;
  switch (state) {
    case 'open':
      return passed(runBy) ? 'expire' : 'cancel';
    case 'reported':
      return passed(settleBy) ? 'expire' : passed(reviewBy) ? 'withheld' : 'wait';
    case 'ended':
      return undefined;
  }
}
