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
    (a) => `income in ${a['limit']} tokens is divided already`,
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
} satisfies Record<string, RevertMeaning>;
