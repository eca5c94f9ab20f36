import { meaning, type RevertMeaning } from './revert-meaning.ts';

const signAgain = 'sign again with the account that is named in the message';
const realAccount = 'name an account that can hold it; the zero address cannot';
const shortText = 'names of a deployment are short; this cannot happen to a caller';

/** Errors of tokens and of OpenZeppelin's bases, thrown from inside calls of Atoll's contracts. */
export const borrowedErrors = {
  ERC721NonexistentToken: meaning(
    'asset_unknown',
    (a) => `there is no asset ${a['tokenId']} in this registry`,
    'check the asset id and the chain',
  ),
  ERC20InsufficientBalance: meaning(
    'insufficient_escrow',
    (a) => `${a['sender']} has ${a['balance']} of the token, ${a['needed']} are needed`,
    'add funds to the account, then order again',
  ),
  ERC20InsufficientAllowance: meaning(
    'insufficient_escrow',
    (a) => `${a['spender']} may take ${a['allowance']} of the token, ${a['needed']} are needed`,
    'approve the maximum of the quote for the contract, or sign a permit',
  ),
  SafeERC20FailedOperation: meaning(
    'insufficient_escrow',
    (a) => `token ${a['token']} refused the transfer`,
    'check balance and allowance of the paying account',
  ),
  ERC20InvalidApprover: meaning('malformed_request', (a) => `${a['approver']} cannot approve`, realAccount),
  ERC20InvalidReceiver: meaning(
    'malformed_request',
    (a) => `${a['receiver']} cannot receive tokens`,
    realAccount,
  ),
  ERC20InvalidSender: meaning('malformed_request', (a) => `${a['sender']} cannot send tokens`, realAccount),
  ERC20InvalidSpender: meaning('malformed_request', (a) => `${a['spender']} cannot be approved`, realAccount),
  ERC2612ExpiredSignature: meaning(
    'signature_expired',
    (a) => `the permit expired at ${a['deadline']}`,
    'sign a new permit',
  ),
  ERC2612InvalidSigner: meaning(
    'invalid_signature',
    (a) => `the permit is ${a['signer']}'s, not ${a['owner']}'s`,
    signAgain,
  ),
  InvalidAccountNonce: meaning(
    'invalid_signature',
    (a) => `the next nonce of ${a['account']} is ${a['currentNonce']}`,
    'sign a new permit',
  ),
  ECDSAInvalidSignature: meaning('invalid_signature', () => 'the signature is not one', signAgain),
  ECDSAInvalidSignatureLength: meaning(
    'invalid_signature',
    (a) => `a signature of ${a['length']} bytes is not one`,
    signAgain,
  ),
  ECDSAInvalidSignatureS: meaning(
    'invalid_signature',
    () => 'the signature is not in its lower form',
    signAgain,
  ),
  ERC721IncorrectOwner: meaning(
    'not_allowed',
    (a) => `asset ${a['tokenId']} is ${a['owner']}'s, not ${a['sender']}'s`,
    'name the owner of the asset',
  ),
  ERC721InsufficientApproval: meaning(
    'not_allowed',
    (a) => `${a['operator']} may not move asset ${a['tokenId']}`,
    'sign with the account that owns the asset',
  ),
  ERC721InvalidApprover: meaning(
    'not_allowed',
    (a) => `${a['approver']} cannot approve for this asset`,
    'sign with the account that owns the asset',
  ),
  ERC721InvalidOperator: meaning(
    'malformed_request',
    (a) => `${a['operator']} cannot be an operator`,
    realAccount,
  ),
  ERC721InvalidOwner: meaning('malformed_request', (a) => `${a['owner']} cannot own an asset`, realAccount),
  ERC721InvalidReceiver: meaning(
    'malformed_request',
    (a) => `${a['receiver']} cannot receive an asset`,
    realAccount,
  ),
  ERC721InvalidSender: meaning(
    'malformed_request',
    (a) => `${a['sender']} cannot send an asset`,
    realAccount,
  ),
  OwnableInvalidOwner: meaning(
    'malformed_request',
    (a) => `${a['owner']} cannot own the parameters`,
    realAccount,
  ),
  OwnableUnauthorizedAccount: meaning(
    'not_allowed',
    (a) => `${a['account']} does not govern the parameters`,
    'propose the change to governance',
  ),
  ReentrancyGuardReentrantCall: meaning(
    'not_allowed',
    () => 'the contract was called from within a call of its own',
    'send the call on its own',
  ),
  InvalidShortString: meaning('transaction_reverted', () => 'a stored name is not valid', shortText),
  StringTooLong: meaning('transaction_reverted', (a) => `the name ${a['str']} is too long`, shortText),
} satisfies Record<string, RevertMeaning>;
