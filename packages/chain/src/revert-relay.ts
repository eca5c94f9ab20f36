import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of acts that others send, and of moving credit. */
export const relayErrors = {
  ActUsed: meaning(
    'conflict',
    (a) => `act ${a['digest']} was executed or revoked already`,
    'sign a new act, with a salt of its own',
  ),
  ActExpired: meaning(
    'signature_expired',
    (a) => `the act could be sent until ${a['deadline']}`,
    'sign it again with a later deadline',
  ),
  InvalidActSignature: meaning(
    'invalid_signature',
    (a) => `the signature of the act is not ${a['account']}'s`,
    'sign exactly this act, for this chain and this contract',
  ),
  NotAccount: meaning(
    'not_allowed',
    (a) => `the act is ${a['account']}'s, ${a['caller']} sent it`,
    'revoke it with the account that signed it',
  ),
  TooManyCalls: meaning(
    'malformed_request',
    (a) => `an act of ${a['count']} calls is refused`,
    'put at most eight calls into an act',
  ),
  CallFailed: meaning(
    'transaction_reverted',
    (a) => `call ${a['index']} of the act, to ${a['target']}, failed without a reason`,
    'check that its target is a contract of this deployment and its data a call of it',
  ),
  InvalidCredit: meaning(
    'malformed_request',
    (a) => `nothing can be credited to ${a['to']}`,
    'name an account that can use the credit',
  ),
  InsufficientCredit: meaning(
    'insufficient_escrow',
    (a) => `${a['account']} has ${a['available']} of the token as credit, ${a['needed']} are needed`,
    'deposit what is missing, or move less',
  ),
} satisfies Record<string, RevertMeaning>;
