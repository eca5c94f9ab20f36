import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of passes, which are ERC-1155 units. */
export const passErrors = {
  ERC1155InsufficientBalance: meaning(
    'insufficient_escrow',
    (a) => `${a['sender']} has ${a['balance']} units of pass ${a['tokenId']}, ${a['needed']} are needed`,
    'buy a unit of the series first',
  ),
  ERC1155InvalidApprover: meaning(
    'malformed_request',
    (a) => `${a['approver']} cannot approve`,
    'name an account that can hold passes',
  ),
  ERC1155InvalidArrayLength: meaning(
    'malformed_request',
    (a) => `there are ${a['idsLength']} ids and ${a['valuesLength']} amounts`,
    'give one amount for each id',
  ),
  ERC1155InvalidOperator: meaning(
    'malformed_request',
    (a) => `${a['operator']} cannot be an operator`,
    'name an account that can hold passes',
  ),
  ERC1155InvalidReceiver: meaning(
    'malformed_request',
    (a) => `${a['receiver']} cannot receive passes`,
    'name an account that can hold passes',
  ),
  ERC1155InvalidSender: meaning(
    'malformed_request',
    (a) => `${a['sender']} cannot send passes`,
    'name an account that can hold passes',
  ),
  ERC1155MissingApprovalForAll: meaning(
    'not_allowed',
    (a) => `${a['operator']} may not move passes of ${a['owner']}`,
    'sign with the account that holds them',
  ),
  InvalidSeries: meaning(
    'malformed_request',
    (a) => `the series is not valid: ${a['what']}`,
    'correct the named field',
  ),
  NotRefundable: meaning(
    'conflict',
    (a) => `series ${a['series']} of asset ${a['assetId']} still pays for runs`,
    'use its units; they are refunded once it has expired, its asset is retired, or, to their holder, while it is paused',
  ),
  NotTransferable: meaning(
    'not_allowed',
    (a) => `pass ${a['id']} cannot be passed on`,
    'order with the account that it was sold or given to',
  ),
  NothingToDo: meaning('malformed_request', () => 'no units were named', 'name at least one unit'),
  PriceAboveMaximum: meaning(
    'conflict',
    (a) => `a unit costs ${a['price']}, at most ${a['maximum']} was accepted`,
    'read the series again and accept its price',
  ),
  SeriesExpired: meaning(
    'conflict',
    (a) => `series ${a['series']} of asset ${a['assetId']} expired at ${a['expiredAt']}`,
    'have its units refunded, and buy of another series',
  ),
  SeriesNotOnSale: meaning(
    'conflict',
    (a) => `series ${a['series']} of asset ${a['assetId']} is not on sale`,
    'choose another series',
  ),
  SeriesPriceMismatch: meaning(
    'stale_version',
    (a) => `series ${a['series']} of asset ${a['assetId']} costs ${a['price']} a run`,
    'ask the provider for a new quote and order that one',
  ),
  SeriesSoldOut: meaning(
    'conflict',
    (a) => `series ${a['series']} of asset ${a['assetId']} has ${a['left']} units left`,
    'take fewer, or choose another series',
  ),
  SeriesTokenMismatch: meaning(
    'invalid_order',
    (a) => `series ${a['series']} of asset ${a['assetId']} is paid in ${a['token']}`,
    'order in that token, or without the pass',
  ),
  SeriesUnknown: meaning(
    'not_found',
    (a) => `asset ${a['assetId']} has no series ${a['series']}`,
    'series count from 1',
  ),
} satisfies Record<string, RevertMeaning>;
