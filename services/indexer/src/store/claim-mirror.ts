import { type Contracts } from '../decode/decode-log.ts';
import { type Sql } from './connection.ts';
import { OtherDeployment } from './errors.ts';

export interface Deployment {
  readonly chainId: number;
  readonly startBlock: number;
  readonly contracts: Contracts;
}

interface MirrorRow {
  chain_id: bigint;
  asset_registry: string;
  provider_registry: string;
  jobs: string;
}

const describe = (row: MirrorRow) =>
  `chain ${row.chain_id} with registry ${row.asset_registry}, providers ${row.provider_registry} and jobs ${row.jobs}`;

/**
 * Marks the database as this deployment's mirror, or checks that it is.
 * @throws OtherDeployment
 */
export async function claimMirror(sql: Sql, deployment: Deployment): Promise<void> {
  const { chainId, contracts, startBlock } = deployment;
  const own = {
    chain_id: BigInt(chainId),
    asset_registry: contracts.assetRegistry,
    provider_registry: contracts.providerRegistry,
    jobs: contracts.jobs,
  };
  await sql`
    insert into indexer.mirror (chain_id, asset_registry, provider_registry, jobs, start_block)
    values (${chainId}, ${own.asset_registry}, ${own.provider_registry}, ${own.jobs}, ${startBlock})
    on conflict (id) do nothing`;
  const [found] = await sql<MirrorRow[]>`
    select chain_id, asset_registry, provider_registry, jobs from indexer.mirror`;
  if (found === undefined || describe(found) !== describe(own)) {
    throw new OtherDeployment({
      found: found === undefined ? 'nothing' : describe(found),
      expected: describe(own),
    });
  }
}
