import { claimMirror } from '@atoll/indexer/store/claim-mirror';
import { connectTo, type Sql } from '@atoll/indexer/store/connection';
import { readCursor } from '@atoll/indexer/store/cursor';
import { NothingToReindex, ReindexRunning } from '@atoll/indexer/store/errors';
import { migrateChain } from '@atoll/indexer/store/migrate-chain';
import { putTokens } from '@atoll/indexer/store/put-tokens';
import { reindex } from '@atoll/indexer/store/reindex';
import { differences, readMirrors } from '@atoll/indexer/testing/every-table';
import { startMirror } from '@atoll/indexer/testing/mirror';
import type { RunningPostgres } from '../postgres.ts';
import { WaitedTooLong, waitFor } from '../wait.ts';
import { type Liar, startLiar } from './liar.ts';
import { insideSubject, processSubject, type Subject } from './subject.ts';
import { finality, type World } from './world.ts';

/** Milliseconds that an indexer may take to come to the head once everybody is honest: long enough for a process to start on a busy machine. */
const reachMs = 120_000;
const template = 'mirror_template';

/** What runs did, summed. */
export interface Tally {
  runs: number;
  reorgs: number;
  blocksUndone: number;
  deepest: number;
  kills: number;
  processKills: number;
  databaseRestarts: number;
  rebuilds: number;
  deeds: number;
  readonly lies: Map<string, number>;
  /** Events of the chains on which runs ended, by name. */
  readonly events: Map<string, number>;
}

export const emptyTally = (): Tally => ({
  ...{ runs: 0, reorgs: 0, blocksUndone: 0, deepest: 0, kills: 0, processKills: 0 },
  ...{ databaseRestarts: 0, rebuilds: 0, deeds: 0, lies: new Map(), events: new Map() },
});

/** Servers that many runs share. */
export interface Stage {
  readonly world: World;
  readonly postgres: RunningPostgres;
  readonly tally: Tally;
}

/** How the indexer of a run is set up. */
export interface Setup {
  /** Its own process, or the writer within this one. */
  readonly own: boolean;
  readonly endpoints: 'http' | 'http and socket' | 'socket and http';
  /** Blocks, and deeds among them, before it starts. */
  readonly past: { readonly blocks: number; readonly deeds: number; readonly seed: number };
}

/** The mirror differs from the chain, or never came to its head. */
export class MirrorWrong extends Error {
  constructor(what: readonly string[], output: readonly string[]) {
    super(`${what.join('\n')}\nthe indexer said last:\n${output.slice(-40).join('\n')}`);
    this.name = 'MirrorWrong';
  }
}

/** Of a run to its database. */
const connections = 3;
const connect = (url: string, chainId: number): Sql =>
  connectTo({ url, chainId, application: 'reorgs', connections });

/** A database with the tables of a chain, to copy. */
export async function prepareDatabases({
  world,
  postgres,
}: Pick<Stage, 'world' | 'postgres'>): Promise<void> {
  const { chainId } = world.market.chain;
  const sql = connect(await postgres.createDatabase(template), chainId);
  try {
    await migrateChain(sql, chainId);
    // Told by the deployment's file and not by the chain.
    await putTokens(sql, world.market.book.tokens);
  } finally {
    await sql.end();
  }
}

/** One run: a chain, an indexer that follows it, and everything between them. */
export class Run {
  readonly stage: Stage;
  readonly liar: Liar;
  readonly #subject: Subject;
  readonly #sql: Sql;
  #rebuilding: Promise<unknown> = Promise.resolve();

  private constructor(stage: Stage, liar: Liar, subject: Subject, sql: Sql) {
    this.stage = stage;
    this.liar = liar;
    this.#subject = subject;
    this.#sql = sql;
  }

  static async open(stage: Stage, setup: Setup): Promise<Run> {
    const { world, postgres } = stage;
    const { market } = world;
    await world.reset();
    await world.act(setup.past.seed, setup.past.deeds);
    if (setup.past.blocks > 0) await world.mine(setup.past.blocks);
    for (const name of ['mirror', 'fresh']) {
      await postgres.dropDatabase(name);
      await postgres.createDatabase(name, template);
    }
    const liar = await startLiar({ rpcUrl: market.anvil.rpcUrl });
    const sql = connect(postgres.url('mirror'), market.chain.chainId);
    const endpoints = {
      http: [liar.httpUrl],
      'http and socket': [liar.httpUrl, liar.socketUrl],
      'socket and http': [liar.socketUrl, liar.httpUrl],
    }[setup.endpoints];
    const input = { market, url: postgres.url('mirror'), endpoints, sql };
    await claim(stage, sql);
    const subject = setup.own ? processSubject(input) : await insideSubject(input);
    await subject.start();
    return new Run(stage, liar, subject, sql);
  }

  /** Kills the indexer where it is, and starts it again. */
  async kill(own: boolean): Promise<void> {
    await this.#subject.kill();
    this.stage.tally.kills += 1;
    if (own) this.stage.tally.processKills += 1;
    await this.#subject.start();
  }

  async restartDatabase(): Promise<void> {
    await this.stage.postgres.restart();
    this.stage.tally.databaseRestarts += 1;
    // A connection that the old server left is told so by the first question to it.
    await waitFor('every connection being of the new server', async () => {
      const asked = await Promise.allSettled(Array.from({ length: connections }, () => this.#sql`select 1`));
      return asked.every(({ status }) => status === 'fulfilled');
    });
  }

  /** Begins to rebuild the projections beside the live ones; the last one that began has ended. */
  async rebuild(): Promise<void> {
    await this.#rebuilding;
    const { market } = this.stage.world;
    this.#rebuilding = reindex({
      ...{ url: this.stage.postgres.url('mirror'), chainId: market.chain.chainId, batch: 7 },
    }).then(
      () => {
        this.stage.tally.rebuilds += 1;
      },
      (error: unknown) => {
        // One that is interrupted, by a restart of the database for example, leaves the live tables as they are.
        const expected = error instanceof NothingToReindex || error instanceof ReindexRunning;
        if (!expected && !(error instanceof Error && 'code' in error)) throw error;
      },
    );
  }

  /** Comes to the head of the chain as it is. */
  async catchUp(): Promise<void> {
    const { market, head: headNow, highest, mine } = this.stage.world;
    // A head that is known and below the mirror's own is that of a node that lags: a branch that was left shows by growing beyond.
    const { number } = await headNow();
    if (number <= highest()) await mine(highest() - number + 1);
    let seen = 'nothing';
    try {
      await waitFor(
        'the mirror reaching the head',
        async () => {
          const head = await market.chain.publicClient.getBlock();
          const cursor = await this.#cursor();
          seen = `block ${cursor?.number} ${cursor?.hash}, the head is ${head.number} ${head.hash}`;
          return cursor?.hash === head.hash;
        },
        { deadlineMs: reachMs },
      );
    } catch (error) {
      if (!(error instanceof WaitedTooLong)) throw error;
      throw new MirrorWrong([`the mirror stays at ${seen}`], this.#subject.output());
    }
  }

  /** @throws MirrorWrong where a table differs from that of a fresh mirror */
  async check(): Promise<void> {
    this.liar.beHonest();
    await this.catchUp();
    await this.#rebuilding;
    await this.catchUp();
    const { world, postgres } = this.stage;
    const { chain } = world.market;
    const mirror = await startMirror({ chain, url: postgres.url('fresh'), finality });
    try {
      await mirror.reachHead();
      const [found, fresh] = await readMirrors([this.#sql, mirror.sql], chain.chainId);
      const wrong = differences(found ?? {}, fresh ?? {}, ['followed', 'fresh']);
      if (wrong.length > 0) throw new MirrorWrong(wrong, this.#subject.output());
      const { events } = this.stage.tally;
      const named = await mirror.sql<{ event: string; times: bigint }[]>`
        select event, count(*) as times from logs where event is not null group by event`;
      for (const { event, times } of named) events.set(event, (events.get(event) ?? 0) + Number(times));
    } finally {
      await mirror.stop();
    }
  }

  async close(): Promise<void> {
    this.liar.beHonest();
    await this.#subject.stop();
    await this.liar.stop();
    await this.#rebuilding;
    await this.#sql.end({ timeout: 1 });
    const { tally } = this.stage;
    for (const [lie, times] of this.liar.told()) tally.lies.set(lie, (tally.lies.get(lie) ?? 0) + times);
  }

  /** The mirror's place; undefined while the database is away, or nothing is committed. */
  async #cursor() {
    try {
      return await readCursor(this.#sql);
    } catch (error) {
      if (error instanceof Error && 'code' in error) return undefined;
      throw error;
    }
  }
}

async function claim({ world }: Stage, sql: Sql): Promise<void> {
  const { treasury: _treasury, ...contracts } = world.market.chain.addresses;
  const { chainId, startBlock } = world.market.chain;
  await claimMirror(sql, { chainId, startBlock, contracts });
  // The server of these runs forgets its latest commits when it crashes, and this one comes once.
  await sql`checkpoint`;
}
