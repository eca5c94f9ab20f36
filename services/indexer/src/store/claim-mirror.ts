import type { Contracts } from '../decode/emitters.ts';
import type { Sql } from './connection.ts';
import type { Phase } from './cursor.ts';
import { MirrorMissing, OtherDeployment } from './errors.ts';

export interface Deployment {
  readonly chainId: number;
  readonly startBlock: number;
  readonly contracts: Contracts;
}

/** What tells deployments apart, in one order. */
const describe = (chainId: number | bigint, contracts: Readonly<Record<string, string>>): string =>
  `chain ${chainId} with ${Object.entries(contracts)
    .map(([name, address]) => `${name} ${address}`)
    .sort()
    .join(', ')}`;

/**
 * Marks the tables of a chain as this deployment's mirror, or checks that they are.
 * @returns how far the mirror has come
 * @throws OtherDeployment
 */
export async function claimMirror(sql: Sql, deployment: Deployment): Promise<Phase> {
  const { chainId, contracts, startBlock } = deployment;
  await sql`
    insert into mirror (chain_id, contracts, start_block)
    values (${chainId}, ${sql.json({ ...contracts })}, ${startBlock})
    on conflict (id) do nothing`;
  return compareMirror(sql, deployment);
}

/**
 * Checks that the tables of a chain are there and are this deployment's mirror, without writing.
 * @returns how far the mirror has come
 * @throws MirrorMissing, OtherDeployment
 */
export async function checkMirror(sql: Sql, deployment: Deployment): Promise<Phase> {
  const [row] = await sql<{ there: boolean }[]>`
    select to_regclass('mirror') is not null and to_regclass('indexer.api_keys') is not null as there`;
  if (row?.there !== true) throw new MirrorMissing(deployment.chainId);
  return compareMirror(sql, deployment);
}

async function compareMirror(sql: Sql, { chainId, contracts }: Deployment): Promise<Phase> {
  const [found] = await sql<{ chain_id: bigint; contracts: Record<string, string>; phase: Phase }[]>`
    select chain_id, contracts, phase from mirror`;
  const expected = describe(chainId, contracts);
  const there = found === undefined ? 'nothing' : describe(found.chain_id, found.contracts);
  if (found === undefined || there !== expected)
    throw new OtherDeployment({ chainId, found: there, expected });
  return found.phase;
}
