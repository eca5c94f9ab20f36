import type { Sql } from '../store/connection.ts';
import type { Market } from './market.ts';
import { sqlTables } from './sql-tables.ts';
import { marketFacts } from './truth/market-facts.ts';

/**
 * The same facts twice: as the database has them, and as the contracts answer. Equal where the projections follow the contracts' rules.
 */
export async function factsTwice(market: Market, sql: Sql): Promise<{ mirror: unknown; chain: unknown }> {
  const facts = Object.entries(await marketFacts(market, sqlTables(sql)));
  return {
    mirror: Object.fromEntries(facts.map(([name, { mirror }]) => [name, mirror])),
    chain: Object.fromEntries(facts.map(([name, { chain }]) => [name, chain])),
  };
}
