import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { type ContractErrorName } from 'viem';

/** Errors that tokens and OpenZeppelin's bases throw from inside a call of Atoll's contracts. */
export const borrowedErrors = [
  {
    type: 'error',
    name: 'ERC20InsufficientBalance',
    inputs: [
      { name: 'sender', type: 'address' },
      { name: 'balance', type: 'uint256' },
      { name: 'needed', type: 'uint256' },
    ],
  },
  {
    type: 'error',
    name: 'ERC20InsufficientAllowance',
    inputs: [
      { name: 'spender', type: 'address' },
      { name: 'allowance', type: 'uint256' },
      { name: 'needed', type: 'uint256' },
    ],
  },
  { type: 'error', name: 'SafeERC20FailedOperation', inputs: [{ name: 'token', type: 'address' }] },
  { type: 'error', name: 'ERC721NonexistentToken', inputs: [{ name: 'tokenId', type: 'uint256' }] },
] as const;

/** ABIs that a revert is decoded with, first match wins. */
export const revertAbi = [
  ...assetRegistryAbi,
  ...providerRegistryAbi,
  ...jobsAbi,
  ...borrowedErrors,
] as const;

/** Names of every error in {@link revertAbi}. */
export type RevertName = ContractErrorName<typeof revertAbi>;
