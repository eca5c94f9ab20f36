import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { Address } from '@atoll/schemas/ids';
import { getContract, parseAbi } from 'viem';
import { derivativeRoyaltyAt } from '../../project/lineage.ts';
import type { Market } from '../market.ts';
import type { Tables } from '../memory-store.ts';
import { type Twice, twice } from './facts.ts';

const day = 86_400;
const nobody = `0x${'0'.repeat(40)}`;
const ownerAbi = parseAbi(['function ownerOf(uint256 tokenId) view returns (address)']);

/** Assets as they stand, what they ask of others and what they owe them. */
export async function assetFacts(market: Market, tables: Tables): Promise<Twice> {
  const client = market.chain.publicClient;
  const address = market.book.contracts.assetRegistry;
  const { read } = getContract({ client, address, abi: assetRegistryAbi });
  const now = await market.now();
  const lineage = await tables.fact('lineage');
  const assets = await tables.state('assets');
  const payeeOf = (id: bigint): string => {
    const asset = assets.find(({ asset_id }) => asset_id === id);
    return asset === undefined || asset.beneficiary !== nobody ? String(asset?.beneficiary) : asset.owner;
  };
  return twice(
    assets,
    (asset) => ({
      ...{ id: asset.asset_id, kind: asset.kind, state: asset.state, version: asset.version },
      ...{ owner: asset.owner, ownerEpoch: asset.owner_epoch, digest: asset.metadata_digest },
      ...{ commitment: asset.commitment, token: asset.token, price: asset.price, provider: asset.provider },
      ...{ payee: payeeOf(asset.asset_id), locked: asset.beneficiary_locked, isPublic: asset.is_public },
      royalties: [
        asset.next_derivative_royalty ?? asset.derivative_royalty,
        derivativeRoyaltyAt(asset, now),
        derivativeRoyaltyAt(asset, now + 2 * day),
      ],
      owes: lineage
        .filter(({ asset_id }) => asset_id === asset.asset_id)
        .map(({ ancestor_id, rate }) => ({ id: ancestor_id, rate, payee: payeeOf(ancestor_id) })),
    }),
    async ({ asset_id: id }) => {
      const [found, owner, locked, isPublic, current, later, owes] = await Promise.all([
        read.asset([id]),
        client.readContract({ address, abi: ownerAbi, functionName: 'ownerOf', args: [id] }),
        read.isBeneficiaryLocked([id]),
        read.isPublic([id]),
        read.derivativeRoyaltyAt([id, now]),
        read.derivativeRoyaltyAt([id, now + 2 * day]),
        read.royaltiesOf([id]),
      ]);
      const [kind, state, version, ownerEpoch, digest, commitment, payee, terms] = found;
      return {
        ...{ id, kind: assetKinds[kind], state: assetStates[state], version },
        ...{ owner: Address.parse(owner), ownerEpoch, digest, commitment },
        ...{ token: Address.parse(terms.token), price: terms.price, provider: Address.parse(terms.provider) },
        ...{ payee: Address.parse(payee), locked, isPublic },
        royalties: [terms.derivativeRoyalty, current, later],
        owes: owes.map(({ parentId, rate, account }) => ({
          ...{ id: parentId, rate, payee: Address.parse(account) },
        })),
      };
    },
  );
}

/** Approvals of the owners of now. How many runs are left of them no event tells. */
export async function approvalFacts(market: Market, tables: Tables): Promise<Twice> {
  const { read } = getContract({
    client: market.chain.publicClient,
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
  });
  const epochs = new Map(
    (await tables.state('assets')).map(({ asset_id, owner_epoch }) => [asset_id, owner_epoch]),
  );
  const stands = ({ dataset, owner_epoch }: { dataset: bigint; owner_epoch: number }) =>
    epochs.get(dataset) === owner_epoch;
  const expiryOf = ({ revoked, expires_at }: { revoked: boolean; expires_at: number }) =>
    revoked ? 0 : expires_at;
  const publishers = await twice(
    (await tables.state('publisher_approvals')).filter(stands),
    expiryOf,
    async ({ dataset, publisher }) => (await read.publisherApprovalOf([dataset, publisher]))[0],
  );
  const versions = await twice(
    (await tables.state('approvals')).filter(stands),
    expiryOf,
    async ({ dataset, algorithm, algorithm_digest }) =>
      (await read.approvalOf([dataset, algorithm, algorithm_digest]))[0],
  );
  return {
    mirror: [...publishers.mirror, ...versions.mirror],
    chain: [...publishers.chain, ...versions.chain],
  };
}
