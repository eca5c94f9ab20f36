import { type EventName, type EventOf, type PlacedEvent } from '../decode/market-event.ts';

/** Places events one after another, ten seconds and a block apart unless they say otherwise. */
export class Story {
  readonly events: PlacedEvent[] = [];
  #time: number;
  #block = 0;

  constructor(from = 1_000_000) {
    this.#time = from;
  }

  get time(): number {
    return this.#time;
  }

  /** Lets time pass. */
  wait(seconds: number): this {
    this.#time += seconds;
    return this;
  }

  tell<Name extends EventName>(
    event: Omit<
      EventOf<Name>,
      'emitter' | 'blockNumber' | 'logIndex' | 'blockTimestamp' | 'transactionHash'
    > & { name: Name },
  ): this {
    this.#block += 1;
    this.#time += 10;
    this.events.push(
      placed({
        ...event,
        emitter: `0x${'e'.repeat(40)}`,
        blockNumber: this.#block,
        logIndex: 0,
        blockTimestamp: this.#time,
        transactionHash: `0x${this.#block.toString(16).padStart(64, '0')}`,
      }),
    );
    return this;
  }
}

/**
 * An event with its place, as one.
 * Guarantee: only called with what `tell` takes, which is an event of the name given, and its place.
 */
const placed = (event: object) => event as PlacedEvent;
