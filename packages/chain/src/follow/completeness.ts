import type { Address } from '@atoll/schemas/ids';
import { bloomExplained, bloomHas, type BloomPlaces, bloomPlaces } from './bloom.ts';
import type { RawLog } from '../raw-log.ts';
import type { Endpoint } from './endpoint.ts';
import { fetchBlockLogs } from './fetch-logs.ts';
import type { Header } from './headers.ts';
import { invalid, RpcFailure } from './rpc-failure.ts';
import { wait } from '../wait.ts';

/** Milliseconds before an endpoint is asked a second time for what its bloom promises. */
const secondLookMs = 150;

/** A block with what was answered for it. */
export interface AnsweredBlock {
  readonly header: Header;
  readonly logs: readonly RawLog[];
}

const isExplained = ({ header, logs }: AnsweredBlock): boolean =>
  header.bloom !== undefined && bloomExplained(header.bloom, logs);

/**
 * Holds answers against the blooms of their blocks: an address that the bloom has and the answer has not may have been left out, by a node
 * whose index of logs is behind its head. It is asked for again, by block hash, of `other` where there is one, else of the same endpoint
 * a moment later; twice nothing is nothing, for blooms are true by chance as well.
 *
 * Costs nothing where the bloom is clear, or where the logs that were given are all that the bloom speaks of; else one request for the block. On a full Ethereum block (a third of the bits set) that is one
 * block in twenty-seven for each address; on a chain whose blooms are full, each block.
 */
export class Completeness {
  readonly #places = new Map<Address, BloomPlaces>();
  readonly #signal: AbortSignal;
  readonly #maxBytes: number;

  constructor(input: { signal: AbortSignal; maxBytes: number }) {
    this.#signal = input.signal;
    this.#maxBytes = input.maxBytes;
  }

  /** @throws RpcFailure `invalid` where logs were left out */
  async check(
    endpoint: Endpoint,
    other: Endpoint | undefined,
    addresses: readonly Address[],
    blocks: readonly AnsweredBlock[],
  ): Promise<void> {
    const doubts = blocks.flatMap((block) => {
      const missing = this.#missing(block, addresses);
      return missing.length === 0 || isExplained(block) ? [] : [{ block, missing }];
    });
    if (doubts.length === 0) return;
    await Promise.all(
      doubts.map(async ({ block, missing }) => {
        const left = await this.#askAgain(endpoint, other, missing, block.header);
        if (left === 0) return;
        throw invalid(`${left} logs of block ${block.header.block.number} were left out`);
      }),
    );
  }

  async #askAgain(
    endpoint: Endpoint,
    other: Endpoint | undefined,
    missing: readonly Address[],
    { block }: Header,
  ): Promise<number> {
    const ask = async (of: Endpoint) => {
      const [logs = []] = await fetchBlockLogs(of, missing, [block], this.#maxBytes);
      return logs.length;
    };
    if (other !== undefined) {
      try {
        return await ask(other);
      } catch (error) {
        // one that does not have the block, or does not answer, says nothing about it
        if (!(error instanceof RpcFailure)) throw error;
      }
    }
    await wait(secondLookMs, this.#signal);
    return ask(endpoint);
  }

  #missing({ header, logs }: AnsweredBlock, addresses: readonly Address[]): Address[] {
    const { bloom } = header;
    if (bloom === undefined) return [];
    const found = new Set(logs.map((log) => log.address));
    return addresses.filter((address) => !found.has(address) && bloomHas(bloom, this.#placesOf(address)));
  }

  #placesOf(address: Address): BloomPlaces {
    const known = this.#places.get(address);
    if (known !== undefined) return known;
    const places = bloomPlaces(address);
    this.#places.set(address, places);
    return places;
  }
}
