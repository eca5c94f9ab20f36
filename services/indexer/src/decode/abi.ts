import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { parseAbi } from 'viem';

/** ERC-721's own event, which the registry's interface does not repeat. */
const transferAbi = parseAbi([
  'event Transfer(address indexed from, address indexed to, uint256 indexed tokenId)',
]);

/** What each contract of a deployment may say; the same topic of another contract means nothing here. */
export const abis = {
  assetRegistry: [...assetRegistryAbi, ...transferAbi],
  providerRegistry: providerRegistryAbi,
  jobs: jobsAbi,
} as const;
