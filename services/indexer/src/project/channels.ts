import type { Bytes32 } from '@atoll/schemas/ids';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';
import type { WorkingSet } from './working-set.ts';

type Channel = StateRow<'channels'>;

/** A step of a channel that was opened before. */
function ofChannel<Event extends { readonly channelId: Bytes32 }>(
  change: (channel: Channel, event: Event, rows: WorkingSet) => Channel,
): Step<Event> {
  return {
    reads: (event, read) => read('channels', { channel_id: event.channelId }),
    apply: (rows, event) => {
      const channel = rows.get('channels', { channel_id: event.channelId });
      if (channel === undefined) return false;
      rows.put('channels', change(channel, event, rows));
      return true;
    },
  };
}

/** Payment channels and the vouchers that were redeemed. An id is used once, so an opening never meets a row. */
export const channelProjection: Projection = {
  'channels.ChannelOpened': {
    apply: (rows, event) => {
      const { payer, payee, token, signer, deposit } = event;
      rows.put('channels', {
        channel_id: event.channelId,
        state: 'open',
        ...{ payer, payee, token, signer, deposit },
        ...{ redeemed: 0n, paid: 0n, fees: 0n, refunded: 0n },
        close_delay: event.closeDelay,
        fee_rate: event.feeRate,
        closes_at: null,
        opened_at: event.blockTimestamp,
        opened_block: event.blockNumber,
        opened_log: event.logIndex,
      });
      return true;
    },
  },
  'channels.ChannelToppedUp': ofChannel((channel, { deposit }) => ({ ...channel, deposit })),
  'channels.VoucherRedeemed': ofChannel((channel, event, rows) => {
    const { channelId: channel_id, cumulative, paid, fee } = event;
    rows.append('redemptions', {
      ...placeOf(event),
      ...{ channel_id, cumulative, paid, fee },
      redeemed_at: event.blockTimestamp,
    });
    return {
      ...channel,
      redeemed: cumulative,
      paid: channel.paid + paid,
      fees: channel.fees + fee,
    };
  }),
  'channels.ChannelClosing': ofChannel((channel, { closesAt: closes_at }) => ({
    ...channel,
    state: 'closing',
    closes_at,
  })),
  'channels.ChannelClosed': ofChannel((channel, { refunded }) => ({ ...channel, state: 'closed', refunded })),
};
