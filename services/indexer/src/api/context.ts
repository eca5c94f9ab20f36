import type { Contracts } from '../decode/emitters.ts';
import type { Sql } from '../store/connection.ts';
import type { ExportLimits } from './export/export-limits.ts';

/** One chain as the reading API sees it. */
export interface ChainReader {
  readonly chainId: number;
  readonly contracts: Contracts;
  /** Connections that find the chain's tables by their bare names. */
  readonly sql: Sql;
}

/** What the reading API works with: the chains by id, in the order of the configuration. */
export interface ReadContext {
  readonly chains: ReadonlyMap<number, ChainReader>;
  /** Bytes of answers that are kept at most, for all chains together. */
  readonly keptBytes: number;
  /** Other limits of exports than those that are documented. */
  readonly exports?: ExportLimits;
}
