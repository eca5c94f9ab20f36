import { Address, Bytes32 } from '@atoll/schemas/ids';
import { SignedVoucher } from '@atoll/schemas/voucher';
import { closeChannel } from '@atoll/sdk/close-channel';
import { finishChannel } from '@atoll/sdk/finish-channel';
import { openChannel, topUpChannel } from '@atoll/sdk/open-channel';
import { redeemVoucher } from '@atoll/sdk/redeem-voucher';
import { requestChannelClose } from '@atoll/sdk/request-channel-close';
import { z } from 'zod';
import { Units96 } from '../arguments.ts';
import { Account, Int, money, nameOf, sentence, type Sentences } from '../sentence.ts';
import { verb } from '../verb.ts';

const channel = { channelId: Bytes32 };

export const channelVerbs = {
  'open-channel': verb(
    'Open a payment channel',
    z.object({
      payee: Address,
      token: Address,
      deposit: Units96,
      closeDelay: z.int().min(0).max(0xffffff).describe('seconds that the payee has to redeem'),
      signer: Address.optional().describe('key that may sign vouchers beside the account'),
      salt: Bytes32.optional().describe('a random one unless given'),
    }),
    openChannel,
    ({ channelId }) => ({ makes: { kind: 'channel', id: channelId } }),
  ),
  'top-up-channel': verb(
    'Add to the deposit of a channel',
    z.object({ ...channel, token: Address, amount: Units96 }),
    topUpChannel,
  ),
  'redeem-voucher': verb('Credit the payee of a channel with a voucher', SignedVoucher, redeemVoucher),
  'close-channel': verb(
    'Redeem the last voucher of a channel and end it, as its payee',
    SignedVoucher,
    closeChannel,
  ),
  'request-channel-close': verb(
    'Ask for the end of a channel, as its payer',
    z.object(channel),
    requestChannelClose,
  ),
  'finish-channel': verb(
    'Give the payer of a channel what is left, once its delay has passed',
    z.object(channel),
    finishChannel,
  ),
};

const Voucher = z.tuple([z.string(), z.bigint(), z.unknown()]);

export const channelSentences: Sentences = {
  'channels.open': sentence(
    z.tuple([Account, Account, Account, z.bigint(), Int, z.unknown()]),
    ([payee, token, , deposit, delay], words) =>
      `Put ${money(deposit, token, words)} of your wallet into a channel that pays ${nameOf(payee, words)} by vouchers; what is not spent comes back, ${delay} seconds after you asked to close it.`,
  ),
  'channels.topUp': sentence(
    z.tuple([z.string(), z.bigint()]),
    ([channelId, amount]) => `Add ${amount} smallest units of its token to channel ${channelId}.`,
  ),
  'channels.redeem': sentence(
    Voucher,
    ([channelId, cumulative]) =>
      `Credit the payee of channel ${channelId} with its voucher: ${cumulative} smallest units since the channel was opened, less the fee.`,
  ),
  'channels.close': sentence(
    Voucher,
    ([channelId, cumulative]) =>
      `End channel ${channelId} with ${cumulative} smallest units for you, less the fee; the rest goes back to its payer.`,
  ),
  'channels.requestClose': sentence(
    z.tuple([z.string()]),
    ([channelId]) =>
      `Ask for the end of channel ${channelId}; its payee may redeem until the delay has passed.`,
  ),
  'channels.finish': sentence(
    z.tuple([z.string()]),
    ([channelId]) => `Give the payer of channel ${channelId} what is left of the deposit.`,
  ),
};
