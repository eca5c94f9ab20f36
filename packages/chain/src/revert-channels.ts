import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of payment channels. */
export const channelErrors = {
  ChannelUnknown: meaning(
    'not_found',
    (a) => `there is no channel ${a['channelId']}`,
    'check the channel id and the chain',
  ),
  ChannelExists: meaning(
    'conflict',
    (a) => `channel ${a['channelId']} is open, or was`,
    'open another one, with a salt of its own',
  ),
  ChannelFinished: meaning('conflict', (a) => `channel ${a['channelId']} has ended`, 'open another one'),
  ChannelIsClosing: meaning(
    'conflict',
    (a) => `channel ${a['channelId']} closes at ${a['closesAt']}`,
    'redeem what is owed before then; nothing is added to it any more',
  ),
  CloseNotDue: meaning(
    'conflict',
    (a) => `channel ${a['channelId']} can be finished from ${a['closesAt']} on`,
    'its payer asks to close it; try again after that block time',
  ),
  InvalidChannel: meaning(
    'malformed_request',
    (a) => `the channel is not valid: ${a['what']}`,
    'correct the named field',
  ),
  InvalidVoucherSignature: meaning(
    'invalid_signature',
    (a) => `the voucher of channel ${a['channelId']} is not signed by its payer or its signer`,
    'ask for a voucher of this channel, for this chain and this contract',
  ),
  VoucherNotHigher: meaning(
    'conflict',
    (a) => `channel ${a['channelId']} has paid ${a['redeemed']} already, the voucher says ${a['cumulative']}`,
    'redeem the newest voucher: each names the sum of all before it',
  ),
  VoucherAboveDeposit: meaning(
    'insufficient_escrow',
    (a) => `the voucher says ${a['cumulative']}, channel ${a['channelId']} holds ${a['deposit']}`,
    'ask the payer to top the channel up',
  ),
  NotPayer: meaning(
    'not_allowed',
    (a) => `the channel is paid by ${a['payer']}, ${a['caller']} asks to close it`,
    'sign with the account that opened it',
  ),
  NotPayee: meaning(
    'not_allowed',
    (a) => `the channel pays ${a['payee']}, ${a['caller']} closes it`,
    'sign with the account that is paid, or redeem without closing',
  ),
} satisfies Record<string, RevertMeaning>;
