import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { assetKinds, assetStates } from '@atoll/schemas/asset';
import { parseAbi } from 'viem';
import { type Sql } from '../store/connection.ts';
import { type Market } from './market.ts';

type Hex = `0x${string}`;
interface AssetRow {
  asset_id: string;
  kind: string;
  state: string;
  owner: string;
  owner_epoch: number;
  version: number;
  metadata_digest: string;
  commitment: string;
  price: string;
}

async function readAssets(market: Market, rows: readonly AssetRow[]): Promise<unknown[]> {
  const { publicClient } = market.chain;
  const address = market.book.contracts.assetRegistry;
  return Promise.all(
    rows.map(async ({ asset_id }) => {
      const id = BigInt(asset_id);
      const [found, owner] = await Promise.all([
        publicClient.readContract({ address, abi: assetRegistryAbi, functionName: 'asset', args: [id] }),
        publicClient.readContract({
          address,
          abi: parseAbi(['function ownerOf(uint256 tokenId) view returns (address)']),
          functionName: 'ownerOf',
          args: [id],
        }),
      ]);
      const [kind, state, version, ownerEpoch, digest, commitment, , terms] = found;
      return {
        asset_id,
        kind: assetKinds[kind],
        state: assetStates[state],
        owner: owner.toLowerCase(),
        owner_epoch: ownerEpoch,
        version,
        metadata_digest: digest,
        commitment,
        price: terms.price.toString(),
      };
    }),
  );
}

/**
 * The same facts twice: as the mirror has them, and as the contracts answer. Equal where the projection follows the contracts' rules.
 */
export async function factsTwice(market: Market, sql: Sql): Promise<{ mirror: unknown; chain: unknown }> {
  const { publicClient } = market.chain;
  const { jobs, providerRegistry } = market.book.contracts;
  const assets = await sql<AssetRow[]>`
    select asset_id, kind, state, owner, owner_epoch, version, metadata_digest, commitment, price from assets`;
  const balances = await sql<{ token: Hex; account: Hex; balance: string }[]>`
    select token, account, (credited - withdrawn - spent)::text as balance from balances`;
  const collateral = await sql<
    { provider: Hex; token: Hex; bonded: string; unbonding: string; frozen: string }[]
  >`
    select provider, token, bonded, unbonding, frozen from collateral`;
  const chainBalances = await Promise.all(
    balances.map(async ({ token, account }) => {
      const args = [token, account] as const;
      const balance = await publicClient.readContract({
        address: jobs,
        abi: jobsAbi,
        functionName: 'balanceOf',
        args,
      });
      return { token, account, balance: balance.toString() };
    }),
  );
  const chainCollateral = await Promise.all(
    collateral.map(async ({ provider, token }) => {
      const args = [provider, token] as const;
      const call = { address: providerRegistry, abi: providerRegistryAbi, args } as const;
      const [[bonded, , unbonding], frozen] = await Promise.all([
        publicClient.readContract({ ...call, functionName: 'collateralOf' }),
        publicClient.readContract({ ...call, functionName: 'frozenOf' }),
      ]);
      return {
        ...{ provider, token, bonded: bonded.toString() },
        ...{ unbonding: unbonding.toString(), frozen: frozen.toString() },
      };
    }),
  );
  return {
    mirror: { assets: [...assets], balances: [...balances], collateral: [...collateral] },
    chain: {
      assets: await readAssets(market, assets),
      balances: chainBalances,
      collateral: chainCollateral,
    },
  };
}
