import type { PaymentWire } from '@atoll/schemas/job';
import type { Address } from '@atoll/schemas/ids';
import type { StatementEvent, StatementSection } from '@atoll/schemas/statement';

/** What a payment of a job is to who receives it. */
export const eventOfRole: Readonly<Record<PaymentWire['role'], StatementEvent>> = {
  data: 'data',
  algorithm: 'algorithm',
  compute: 'compute',
  fee: 'protocol_fee',
  relay: 'relay_income',
  refund: 'refund',
  slash: 'compensation',
  pass: 'pass_restored',
  royalty: 'royalty',
};

/** The section of each event; a statement of earnings counts `income` alone. */
export const sectionOf: Readonly<Record<StatementEvent, StatementSection>> = {
  data: 'income',
  algorithm: 'income',
  compute: 'income',
  protocol_fee: 'income',
  relay_income: 'income',
  royalty: 'income',
  compensation: 'income',
  dividend: 'income',
  reward: 'income',
  bounty_award: 'income',
  channel_income: 'income',
  channel_fee: 'income',
  forfeited_bond: 'income',
  refund: 'refund',
  pass_restored: 'refund',
  pass_refund: 'refund',
  bounty_reclaimed: 'refund',
  channel_refund: 'refund',
  bond_returned: 'refund',
  rewards_returned: 'refund',
  withdrawal: 'withdrawal',
  deposit: 'transfer',
  transfer_in: 'transfer',
  transfer_out: 'transfer',
  relay_fee: 'cost',
};

/** An event of one of the market's contracts that announces the transfers after it. */
export interface Announcement {
  readonly blockNumber: number;
  readonly logIndex: number;
  readonly transaction: string;
  readonly emitter: Address;
  readonly event: string;
  readonly words: Readonly<Record<string, unknown>>;
}

/** Every event that moves credit out of a contract of the market; each comes before its transfers in the same transaction. */
export const announcing = [
  'channels.VoucherRedeemed',
  'channels.ChannelClosed',
  'bounties.BountyAwarded',
  'bounties.ContributionReclaimed',
  'disputes.DisputeRuled',
  'disputes.DisputePaid',
  'disputes.DisputeLapsed',
  'rewards.RewardClaimed',
  'rewards.EpochSwept',
  'rewards.UncommittedReturned',
  'shareToken.DividendClaimed',
] as const;

/** Credit that came to an account from another. */
export interface IncomingTransfer {
  readonly blockNumber: number;
  readonly logIndex: number;
  readonly transaction: string;
  readonly from: Address;
  readonly to: Address;
  readonly units: bigint;
}

export interface Meaning {
  readonly event: StatementEvent;
  readonly reference?: {
    readonly kind: 'order' | 'channel' | 'bounty' | 'epoch' | 'shares' | 'account';
    readonly id: string;
  };
  /** Shares whose asset earned it, or the submission that was awarded. */
  readonly shares?: Address;
  readonly submission?: { readonly bountyId: string; readonly number: number };
}

/** The last announcement of the sender before the transfer, in the transfer's own transaction. */
function announced(
  transfer: IncomingTransfer,
  announcements: readonly Announcement[],
): Announcement | undefined {
  return announcements
    .filter(
      (each) =>
        each.transaction === transfer.transaction &&
        each.emitter === transfer.from &&
        each.logIndex < transfer.logIndex,
    )
    .toSorted((a, b) => b.logIndex - a.logIndex)[0];
}

const word = (from: Announcement, name: string): string => {
  const value = from.words[name];
  return typeof value === 'string' || typeof value === 'number' ? String(value) : '';
};

/**
 * What a transfer of credit means to who receives it, told by the event that its sender wrote just before.
 * A transfer that no contract of the market announced is somebody's gift or payment: `transfer_in`.
 *
 * @param input.announcements of the transfer's own transaction; others are passed over
 */
export function meaningOf(
  transfer: IncomingTransfer,
  input: {
    announcements: readonly Announcement[];
    treasury: Address;
    accessPass: Address;
  },
): Meaning {
  const found = announced(transfer, input.announcements);
  if (found === undefined) {
    const event = transfer.from === input.accessPass ? 'pass_refund' : 'transfer_in';
    return { event, reference: { kind: 'account', id: transfer.from } };
  }
  const order = { kind: 'order', id: word(found, 'jobId') } as const;
  const channel = { kind: 'channel', id: word(found, 'channelId') } as const;
  const bounty = { kind: 'bounty', id: word(found, 'bountyId') } as const;
  const epoch = { kind: 'epoch', id: word(found, 'epoch') } as const;
  switch (found.event) {
    case 'channels.VoucherRedeemed': {
      const isFee =
        transfer.to === input.treasury &&
        transfer.units.toString() === word(found, 'fee') &&
        word(found, 'fee') !== word(found, 'paid');
      return { event: isFee ? 'channel_fee' : 'channel_income', reference: channel };
    }
    case 'channels.ChannelClosed':
      return { event: 'channel_refund', reference: channel };
    case 'bounties.BountyAwarded':
      return {
        event: 'bounty_award',
        reference: bounty,
        submission: { bountyId: bounty.id, number: Number(word(found, 'submission')) },
      };
    case 'bounties.ContributionReclaimed':
      return { event: 'bounty_reclaimed', reference: bounty };
    case 'disputes.DisputeRuled':
      return {
        event: found.words['bondForfeited'] === true ? 'forfeited_bond' : 'bond_returned',
        reference: order,
      };
    case 'disputes.DisputeLapsed':
      return { event: 'bond_returned', reference: order };
    case 'disputes.DisputePaid':
      return { event: 'compensation', reference: order };
    case 'rewards.RewardClaimed':
      return { event: 'reward', reference: epoch };
    case 'rewards.EpochSwept':
      return { event: 'rewards_returned', reference: epoch };
    case 'rewards.UncommittedReturned':
      return { event: 'rewards_returned', reference: { kind: 'account', id: transfer.from } };
    case 'shareToken.DividendClaimed':
      return {
        event: 'dividend',
        reference: { kind: 'shares', id: transfer.from },
        shares: transfer.from,
      };
    default:
      return { event: 'transfer_in', reference: { kind: 'account', id: transfer.from } };
  }
}
