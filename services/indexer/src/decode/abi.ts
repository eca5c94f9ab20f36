import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { parseAbi } from 'viem';

/** Events of the standards that the contracts inherit, which their interfaces do not repeat. */
const erc721Abi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
  'event Approval(address indexed owner, address indexed approved, uint256 indexed tokenId)',
  'event ApprovalForAll(address indexed owner, address indexed operator, bool approved)',
  'event MetadataUpdate(uint256 _tokenId)',
]);
const ownableAbi = parseAbi([
  'event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)',
  'event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)',
]);

/** What each contract of a deployment may say; the same topic of another contract means nothing here. */
export const abis = {
  assetRegistry: [...assetRegistryAbi, ...erc721Abi],
  providerRegistry: [...providerRegistryAbi, ...ownableAbi],
  jobs: [...jobsAbi, ...ownableAbi],
} as const;
