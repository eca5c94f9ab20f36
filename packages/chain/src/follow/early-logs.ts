import type { Address, Bytes32 } from '@atoll/schemas/ids';
import type { RawLog } from '../raw-log.ts';
import type { Endpoint } from './endpoint.ts';
import { fetchBlockLogs } from './fetch-logs.ts';
import { isJson, readBytes32, readQuantity } from './hex.ts';

/** A block as a socket tells of it. */
export interface ToldHead {
  readonly number: number;
  readonly hash: Bytes32;
}

/** What a message about a new head names, or undefined where it names none. */
export function toldHead(params: unknown): ToldHead | undefined {
  const result = isJson(params) ? params['result'] : undefined;
  if (!isJson(result)) return undefined;
  const number = readQuantity(result['number']);
  const hash = readBytes32(result['hash']);
  return number < 0 || hash === undefined ? undefined : { number, hash };
}

interface Asked {
  readonly endpoint: Endpoint;
  readonly hash: Bytes32;
  readonly addresses: readonly Address[];
  /** Undefined where they could not be had. */
  readonly logs: Promise<RawLog[] | undefined>;
}

/**
 * The logs of a block that a socket told of, asked for while its header is still on its way: one round trip less to the node. The message
 * is not believed: they are taken where the header that the endpoint then answers names this very block, and forgotten elsewhere.
 */
export class EarlyLogs {
  #asked: Asked | undefined;
  #asking = false;

  /** Asks, unless it does already: heads told in a row, true or not, are one question. */
  ask(endpoint: Endpoint, { number, hash }: ToldHead, addresses: readonly Address[], maxBytes: number): void {
    if (this.#asking || this.#asked?.hash === hash) return;
    this.#asking = true;
    const logs = fetchBlockLogs(endpoint, addresses, [{ number, hash }], maxBytes)
      // Whatever is wrong shows when they are asked for in their turn.
      .then(
        ([only]) => only,
        () => undefined,
      )
      .finally(() => (this.#asking = false));
    this.#asked = { endpoint, hash, addresses, logs };
  }

  /** The logs of a block, once: of the same endpoint, for the same addresses. */
  async take(
    endpoint: Endpoint,
    hash: Bytes32,
    addresses: readonly Address[],
  ): Promise<RawLog[] | undefined> {
    const asked = this.#asked;
    if (asked?.hash !== hash) return undefined;
    this.#asked = undefined;
    return asked.endpoint === endpoint && asked.addresses === addresses ? asked.logs : undefined;
  }
}
