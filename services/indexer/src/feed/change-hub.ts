import type { Logger } from '@atoll/server-kit/logger';
import type { Sql } from '../store/connection.ts';
import { changesChannel } from '../store/publish-changes.ts';
import { allOf, firstChunk } from './change-chunk.ts';
import type { ChangeTest } from './change-filter.ts';
import { ChangeRing } from './change-ring.ts';
import { ChangesForgotten, ChangesNotHereYet } from './errors.ts';
import { Turns } from '../turns.ts';
import {
  type Journal,
  journalPage,
  openJournal,
  readBack,
  readBounds,
  readChanges,
  type ToldChange,
} from './read-changes.ts';

/** Somebody who is told changes as they come. */
export interface Listener {
  /**
   * Bytes that are ready to be sent, the same buffer for everyone with the same filter, and the id of the last change that they tell or
   * leave out. Who cannot take them leaves.
   */
  send(bytes: Uint8Array, upTo: number): void;
  /** Nothing more will come; the listener should look again where it stands. */
  end(): void;
}

/** A listener that follows the newest changes. */
export interface Joined {
  /** What it had missed, for the one who joined to send. */
  readonly missed: Uint8Array | undefined;
  /** The id from which on it is told. */
  readonly upTo: number;
  leave(): void;
}

/** What one process knows of the changes of one chain. */
export interface ChangeHub {
  /** CAIP-2 id of the chain. */
  readonly chain: string;
  /** The id of the newest change that this process has read. */
  newest(): number;
  /** Listeners that follow the newest changes at the moment. */
  listeners(): number;
  /**
   * Checks that everything after an id can be told. Waits a while for an id that a replica does not have yet.
   * @throws ChangesForgotten, ChangesNotHereYet
   */
  check(after: number): Promise<void>;
  /** Joins a listener that stands at an id near the newest. Undefined where it has missed more than a chunk: `read` brings it closer. */
  join(input: { after: number; wanted: ChangeTest; listener: Listener }): Joined | undefined;
  /** A page of changes after an id, from memory or the database. Throws `ChangesForgotten`. */
  read(after: number): Promise<readonly ToldChange[]>;
  /** Called after new changes were read. Returns how to be called no more. */
  onChange(wake: () => void): () => void;
  close(): Promise<void>;
}

interface Group {
  readonly wanted: ChangeTest;
  readonly listeners: Set<Listener>;
}

export interface ChangeHubParameters {
  readonly chainId: number;
  /** Where changes are read: the primary or a replica. */
  readonly sql: Sql;
  /** Where changes are written, which knows what there is; unset: `sql` is that. */
  readonly primary?: Sql;
  /** A database that can LISTEN, which a replica cannot; unset: it looks every `everyMs` only. */
  readonly listen?: Sql;
  /** Milliseconds between two looks though nobody woke it: 1000 where it listens, 100 where it cannot. */
  readonly everyMs?: number;
  /** Milliseconds between two signs of life on a silent line, 15,000 unless given. */
  readonly heartbeatMs?: number;
  /** Milliseconds for which an id that a replica does not have yet is waited for, 5000 unless given. */
  readonly lagMs?: number;
  readonly logger: Logger;
}

/** Milliseconds between looks for a change that was announced and that a replica does not have yet. */
const replicaLagMs = 10;
const failurePauseMs = 250;
/**
 * Changes that a process reads as it starts: when all who listened to the one before it come back at once, what they missed is in memory.
 */
const readAtStart = 5000;
/** Pages that are read at once for those who come back from further away: the other connections are for other readers. */
const readsAtOnce = 2;

/**
 * Reads the changes of one chain once for a whole process: one connection listens, one query for each wake-up reads what is new, each
 * change is encoded once, and every listener with the same filter is handed the same bytes.
 */
export async function openChangeHub(input: ChangeHubParameters): Promise<ChangeHub> {
  const journal = await openJournal(input.sql, input.chainId);
  const hub = new Hub(journal, await readBack(journal, readAtStart), input);
  await hub.start();
  return hub;
}

class Hub implements ChangeHub {
  readonly #journal: Journal;
  readonly #input: ChangeHubParameters;
  readonly #ring: ChangeRing;
  readonly #groups = new Map<string, Group>();
  readonly #wakers = new Set<() => void>();
  readonly #closing = new AbortController();
  #bell = Promise.withResolvers<void>();
  /** The newest id that anybody announced. */
  #announced = 0;
  #listening: { unlisten(): Promise<void> } | undefined;
  #running: Promise<void> = Promise.resolve();
  #heart: NodeJS.Timeout | undefined;
  readonly #reads = new Turns(readsAtOnce);

  constructor(journal: Journal, newest: number, input: ChangeHubParameters) {
    this.#journal = journal;
    this.#input = input;
    this.#ring = new ChangeRing(newest);
  }

  get chain(): string {
    return this.#journal.chain;
  }

  async start(): Promise<void> {
    const { listen, chainId } = this.#input;
    const wake = (id: string) => {
      this.#announced = Math.max(this.#announced, Number(id));
      this.#bell.resolve();
    };
    // After a reconnect something may have been missed: it looks again.
    await this.#catchUp();
    this.#listening = await listen?.listen(changesChannel(chainId), wake, () => this.#bell.resolve());
    this.#running = this.#run();
    this.#heart = setInterval(() => this.#beat(), this.#input.heartbeatMs ?? 15_000).unref();
  }

  newest(): number {
    return this.#ring.newest;
  }

  listeners(): number {
    let count = 0;
    for (const group of this.#groups.values()) count += group.listeners.size;
    return count;
  }

  onChange(wake: () => void): () => void {
    this.#wakers.add(wake);
    return () => void this.#wakers.delete(wake);
  }

  async check(after: number): Promise<void> {
    if (after >= this.#ring.floor && after <= this.#ring.newest) return;
    const { floor, newest } = await readBounds(this.#journal);
    if (after < floor || !(await this.#exists(after)))
      throw new ChangesForgotten({ chain: this.chain, after, floor, newest });
    if (after > this.#ring.newest) await this.#arrival(after);
  }

  async #exists(id: number): Promise<boolean> {
    if (id <= Math.max(this.#ring.newest, this.#announced)) return true;
    const { sql, primary = sql } = this.#input;
    return id <= (await readBounds({ ...this.#journal, sql: primary })).newest;
  }

  /** Waits until a change that exists was read here. */
  async #arrival(id: number): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const leave = this.onChange(() => this.newest() >= id && resolve());
    const late = () => reject(new ChangesNotHereYet({ chain: this.chain, after: id, newest: this.newest() }));
    const timer = setTimeout(late, this.#input.lagMs ?? 5000);
    // It was announced, in effect: until it is here it is looked for as often as what was.
    this.#announced = Math.max(this.#announced, id);
    this.#bell.resolve();
    try {
      await promise;
    } finally {
      clearTimeout(timer);
      leave();
    }
  }

  join(input: { after: number; wanted: ChangeTest; listener: Listener }): Joined | undefined {
    const { wanted, listener } = input;
    const missed = this.#ring.after(input.after);
    if (missed === undefined || missed.length > journalPage) return undefined;
    const { bytes, count } = firstChunk(wanted, missed);
    if (count < missed.length) return undefined;
    const { key } = wanted;
    const group = this.#groups.get(key) ?? { wanted, listeners: new Set() };
    this.#groups.set(key, group);
    group.listeners.add(listener);
    const leave = () => {
      group.listeners.delete(listener);
      if (group.listeners.size === 0 && this.#groups.get(key) === group) this.#groups.delete(key);
    };
    return { missed: bytes, upTo: missed.at(-1)?.id ?? input.after, leave };
  }

  async read(after: number): Promise<readonly ToldChange[]> {
    const here = this.#ring.after(after);
    if (here !== undefined) return here.slice(0, journalPage);
    const page = await this.#reads.run(() => readChanges(this.#journal, after));
    if (!page.forgotten) return page.changes;
    const bounds = await readBounds(this.#journal);
    throw new ChangesForgotten({ chain: this.chain, after, ...bounds });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#heart);
    this.#bell.resolve();
    await this.#listening?.unlisten();
    await this.#running;
    this.#endAll();
  }

  async #run(): Promise<void> {
    const { logger, listen, everyMs = listen === undefined ? 100 : 1000 } = this.#input;
    const { signal } = this.#closing;
    while (!signal.aborted) {
      let wait = everyMs;
      try {
        await this.#catchUp();
        if (this.#ring.newest < this.#announced) wait = Math.min(wait, replicaLagMs);
      } catch (error) {
        // A transition: it stands where it stood and tries again; who listens waits.
        if (!signal.aborted) logger.warn({ err: error, chain: this.chain }, 'changes could not be read');
        wait = failurePauseMs;
      }
      const timer = setTimeout(() => this.#bell.resolve(), wait);
      await this.#bell.promise;
      clearTimeout(timer);
      this.#bell = Promise.withResolvers();
      if (signal.aborted) this.#bell.resolve();
    }
  }

  async #catchUp(): Promise<void> {
    for (;;) {
      const { changes, forgotten } = await readChanges(this.#journal, this.#ring.newest);
      if (forgotten) {
        const { newest } = await readBounds(this.#journal);
        this.#input.logger.warn({ chain: this.chain, newest }, 'more changes came than are kept');
        this.#ring.reset(newest);
        this.#endAll();
        return;
      }
      if (changes.length > 0) this.#tell(changes);
      if (changes.length < journalPage) return;
    }
  }

  #tell(changes: readonly ToldChange[]): void {
    this.#ring.push(changes);
    for (const { wanted, listeners } of [...this.#groups.values()]) {
      const bytes = allOf(wanted, changes);
      if (bytes !== undefined) for (const listener of [...listeners]) listener.send(bytes, this.newest());
    }
    for (const wake of this.#wakers) wake();
  }

  /** Says that the line is alive, and where it stands: a listener whose filter lets little through still resumes near the newest. */
  #beat(): void {
    const bytes = Buffer.from(`: alive\nid: ${this.newest()}\n\n`);
    for (const { listeners } of [...this.#groups.values()])
      for (const listener of [...listeners]) listener.send(bytes, this.newest());
  }

  #endAll(): void {
    for (const { listeners } of [...this.#groups.values()])
      for (const listener of [...listeners]) listener.end();
    this.#groups.clear();
  }
}
