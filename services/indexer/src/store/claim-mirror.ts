import { type Contracts } from '../decode/emitters.ts';
import { type Sql } from './connection.ts';
import { OtherDeployment } from './errors.ts';

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
  const [found] = await sql<{ chain_id: bigint; contracts: Record<string, string> }[]>`
    select chain_id, contracts from mirror`;
  const expected = describe(chainId, contracts);
  const there = found === undefined ? 'nothing' : describe(found.chain_id, found.contracts);
  if (there !== expected) throw new OtherDeployment({ chainId, found: there, expected });
}
