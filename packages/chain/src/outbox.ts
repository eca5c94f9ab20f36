import { type Chain } from './chain.ts';
import { type Outbox, type OutboxStore } from './outbox-types.ts';
/** Milliseconds since 1970, injected so that tests need not wait. */
export interface OutboxClock {
  now(): Date;
}
export function createOutbox(_input: { chain: Chain; store: OutboxStore; clock: OutboxClock }): Outbox {
  throw new Error('not yet');
}
