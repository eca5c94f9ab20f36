import type { Sql } from '../store/connection.ts';

/** Deliveries of one chain that did not arrive. */
export interface Backlog {
  /** CAIP-2 id. */
  readonly chain: string;
  /** To active webhooks, still to be sent. */
  readonly pending: number;
  /** Given up. */
  readonly dead: number;
}

/** What waits and what was given up, of each chain that has webhooks. */
export async function readBacklog(sql: Sql): Promise<Backlog[]> {
  const rows = await sql<{ chain_id: bigint; pending: bigint; dead: bigint }[]>`
    select chain_id,
      coalesce(sum(counted) filter (where found.state = 'pending' and webhooks.state = 'active'), 0)::bigint as pending,
      coalesce(sum(counted) filter (where found.state = 'dead'), 0)::bigint as dead
    from indexer.webhooks left join lateral (
      select state, count(*) as counted from indexer.deliveries
      where deliveries.webhook_id = webhooks.webhook_id and state in ('pending', 'dead') group by state
    ) as found on true
    group by chain_id`;
  return rows.map(({ chain_id, pending, dead }) => ({
    chain: `eip155:${chain_id}`,
    pending: Number(pending),
    dead: Number(dead),
  }));
}
