import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of shares in an asset’s income. */
export const shareErrors = {
  AlreadyInitialized: meaning('conflict', () => 'these shares exist already', 'read them by the asset'),
  InvalidHolder: meaning(
    'malformed_request',
    (a) => `${a['account']} cannot hold shares`,
    'name an account that can',
  ),
  InvalidShares: meaning(
    'malformed_request',
    (a) => `the shares are not valid: ${a['what']}`,
    'correct the named field',
  ),
  NotAllShares: meaning(
    'not_allowed',
    (a) => `${a['account']} holds ${a['held']} of ${a['supply']} shares`,
    'only who holds all of them dissolves them',
  ),
  NotDissolved: meaning('conflict', () => 'the shares still exist', 'claim what you are owed instead'),
  OnlyFactory: meaning(
    'not_allowed',
    (a) => `${a['caller']} is not the RevenueShares contract`,
    'this function is called by the market itself; use the verbs of the SDK',
  ),
  TokenNotPaid: meaning(
    'invalid_order',
    (a) => `the asset is not paid in token ${a['token']}`,
    'track the token that the terms of the asset name',
  ),
  TooManyTokens: meaning(
    'conflict',
    (a) => `income in ${a['count']} tokens is divided already`,
    'keep to the tokens that the asset was paid in',
  ),
  FailedDeployment: meaning(
    'transaction_reverted',
    () => 'the share token could not be created',
    'send it again with more gas',
  ),
  InsufficientBalance: meaning(
    'insufficient_escrow',
    (a) => `${a['balance']} of the coin is there, ${a['needed']} are needed`,
    'add native coin',
  ),
  CloneArgumentsTooLong: meaning(
    'transaction_reverted',
    () => 'the arguments of the share token are too long',
    'use a shorter name and symbol',
  ),
  Create2EmptyBytecode: meaning(
    'transaction_reverted',
    () => 'the share token has no code',
    'this cannot happen to a caller; report it with the transaction',
  ),
  NotShares: meaning(
    'not_allowed',
    (a) => `${a['caller']} is not the share token of asset ${a['assetId']}`,
    'this function is called by the market itself; use the verbs of the SDK',
  ),
  NothingReceived: meaning(
    'conflict',
    (a) => `no income in token ${a['token']} has arrived`,
    'wait until a job has paid the shares',
  ),
  TokenNotTracked: meaning(
    'malformed_request',
    (a) => `income in token ${a['token']} is not divided`,
    'add the token to the shares first',
  ),
  TokenTracked: meaning('conflict', (a) => `income in token ${a['token']} is divided already`, 'claim it'),
} satisfies Record<string, RevertMeaning>;
