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
 * @throws OtherDeployment
 */
export async function claimMirror(sql: Sql, deployment: Deployment): Promise<void> {
  const { chainId, contracts, startBlock } = deployment;
  await sql`
    insert into mirror (chain_id, contracts, start_block)
    values (${chainId}, ${sql.json({ ...contracts })}, ${startBlock})
    on conflict (id) do nothing`;
  await compareMirror(sql, deployment);
}

/**
 * Checks that the tables of a chain are this deployment's mirror, without writing.
 * @returns how far the mirror has come
 * @throws MirrorMissing where there are no tables, or nobody has claimed them; OtherDeployment
 */
export async function checkMirror(sql: Sql, deployment: Deployment): Promise<Phase> {
  const [row] = await sql<{ there: boolean }[]>`
    select to_regclass('mirror') is not null and to_regclass('indexer.api_keys') is not null as there`;
  const phase = row?.there === true ? await compareMirror(sql, deployment) : undefined;
  if (phase === undefined) throw new MirrorMissing(deployment.chainId);
  return phase;
}

/**
 * Compares the mirror in tables that are there with a deployment, without writing.
 * @returns how far the mirror has come; undefined where nobody has claimed the tables
 * @throws OtherDeployment
 */
export async function compareMirror(
  sql: Sql,
  { chainId, contracts }: Deployment,
): Promise<Phase | undefined> {
  const [found] = await sql<{ chain_id: bigint; contracts: Record<string, string>; phase: Phase }[]>`
    select chain_id, contracts, phase from mirror`;
  if (found === undefined) return undefined;
  const expected = describe(chainId, contracts);
  const there = describe(found.chain_id, found.contracts);
  if (there !== expected) throw new OtherDeployment({ chainId, found: there, expected });
  return found.phase;
}
