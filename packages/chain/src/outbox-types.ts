import type { Address, Bytes32, Hex } from '@atoll/schemas/ids';

/** One signed form of a transaction. Several share a nonce, so at most one of them is ever mined. */
export interface OutboxAttempt {
  readonly hash: Bytes32;
  readonly raw: Hex;
  readonly maxFeePerGas: bigint;
  readonly maxPriorityFeePerGas: bigint;
  /** Milliseconds since 1970. */
  readonly signedAt: number;
}

/** Where an attempt was mined. */
export interface OutboxMined {
  readonly hash: Bytes32;
  readonly blockNumber: number;
  readonly blockHash: Bytes32;
  readonly status: 'success' | 'reverted';
  readonly gasUsed: bigint;
}

/**
 * A transaction that has to happen once.
 *
 * `pending`: signed and stored, perhaps broadcast. `mined`: in a block that may still be reorganised away. `final`: under
 * `confirmations` blocks; nothing changes it any more.
 */
export interface OutboxEntry {
  readonly key: string;
  readonly sender: Address;
  readonly nonce: number;
  readonly to: Address;
  readonly data: Hex;
  readonly gas: bigint;
  /** At least one, oldest first. */
  readonly attempts: readonly OutboxAttempt[];
  readonly state: 'pending' | 'mined' | 'final';
  readonly mined?: OutboxMined;
}

/** An act: the same key always means the same call. */
export interface OutboxCall {
  readonly key: string;
  readonly to: Address;
  readonly data: Hex;
  /** Most gas that it may take; without a bound unless given. */
  readonly mostGas?: bigint;
  /** Gas that the sender can still pay for afterwards, at twice the price of now; what waits to be mined counts as spent. 0 unless given. */
  readonly reserveGas?: bigint;
}

/** Where the outbox keeps what it signed. Each method is one committed transaction of its own. */
export interface OutboxStore {
  find(key: string): Promise<OutboxEntry | undefined>;
  /** The highest nonce stored for the sender, or undefined. */
  highestNonce(sender: Address): Promise<number | undefined>;
  /** Stores a new entry; false when its key or its (sender, nonce) is taken. */
  insert(entry: OutboxEntry): Promise<boolean>;
  /** Replaces the entry with this key. */
  update(entry: OutboxEntry): Promise<void>;
  /** Entries of the sender that are not final, by nonce. */
  unfinished(sender: Address): Promise<readonly OutboxEntry[]>;
}

export interface Outbox {
  readonly sender: Address;
  /**
   * Signs, stores and broadcasts a transaction, once per key: the same key gives the entry that is there.
   * @throws AtollError of the revert when the transaction would fail; nothing is stored then. `conflict` when the key stands for another call,
   * `not_allowed` where it takes more than `mostGas`, `not_ready` where too little would be left for `reserveGas`
   */
  send(input: OutboxCall): Promise<OutboxEntry>;
  /** Looks at what is unfinished and does what is due: rebroadcast, re-price, take note of blocks. Gives the entries that changed. */
  tick(): Promise<readonly OutboxEntry[]>;
  get(key: string): Promise<OutboxEntry | undefined>;
  /** Ticks until the entry is mined (or final). Rejects when the signal aborts. */
  wait(key: string, options: { until: 'mined' | 'final'; signal: AbortSignal }): Promise<OutboxEntry>;
}
