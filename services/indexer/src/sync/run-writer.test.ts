import { AtollError } from '@atoll/schemas/error';
import { createLogger } from '@atoll/server-kit/logger';
import { testDatabase } from '@atoll/tests/support/test-database';
import { waitFor } from '@atoll/tests/support/wait';
import { afterAll, beforeAll, expect, onTestFinished, test } from 'vitest';
import { createMeasures } from '../operations/measures.ts';
import { claimMirror } from '../store/claim-mirror.ts';
import { connectTo } from '../store/connection.ts';
import { migrateChain } from '../store/migrate-chain.ts';
import { type Market, startMarket } from '../testing/market.ts';
import { runWriter } from './run-writer.ts';
import type { SideWork } from './side-work.ts';
import { initialSyncState } from './sync-state.ts';

let market: Market;
beforeAll(async () => {
  market = await startMarket();
});
afterAll(() => market.stop());

/** A database with the market's tables, and what begins to write them. */
async function openTables() {
  const { url } = await testDatabase({ service: 'indexer' });
  const { chain } = market;
  const { chainId, startBlock } = chain;
  const { treasury: _treasury, ...contracts } = chain.addresses;
  const sql = connectTo({ url, chainId, application: 'test' });
  onTestFinished(() => sql.end({ timeout: 1 }));
  await migrateChain(sql, chainId);
  await claimMirror(sql, { chainId, startBlock, contracts });
  const nothing = new AtollError({ code: 'content_unavailable', message: 'none', hint: 'none' });
  const write = (sideWork: readonly SideWork[]) => {
    const stopping = new AbortController();
    const lines: string[] = [];
    const logger = createLogger({
      ...{ name: 'test', level: 'info' },
      destination: { write: (line: string) => void lines.push(line) },
    });
    const writing = runWriter(
      {
        databaseUrl: url,
        chainId,
        connect: () => Promise.resolve(chain),
        endpoints: [{ url: market.anvil.rpcUrl }],
        contracts,
        finality: 64,
        logger,
        documents: { sql, logger, storage: { getDocument: () => Promise.reject(nothing) } },
        state: initialSyncState(),
        measures: createMeasures(),
        sideWork,
        onReached: () => Promise.resolve(),
      },
      stopping.signal,
    );
    onTestFinished(() => {
      stopping.abort();
      return writing;
    });
    return { lines };
  };
  return { sql, write };
}

/** How a work ends the first time that it is told to. */
const endings = {
  'fails to stop': () => Promise.reject(new Error('it had stopped by itself')),
  'never stops': () => new Promise<void>(() => undefined),
};

test.each(Object.entries(endings))(
  'a writer that failed gives its lock back, also where what it did beside writing %s',
  async (_how, ending) => {
    const { sql, write } = await openTables();
    let started = 0;
    const start = () => {
      started += 1;
      return Promise.resolve({ stop: started === 1 ? ending : () => Promise.resolve() });
    };
    const { lines } = write([{ start }]);
    await waitFor('the mirror being live', () => started > 0);
    await sql.unsafe(
      `create function fail() returns trigger language plpgsql as $$ begin raise exception 'once'; end $$`,
    );
    await sql`create trigger fails before update on cursor for each row execute function fail()`;
    await market.publish('dataOwner');
    await waitFor('the writer beginning anew', () => started > 1);
    expect(lines.join('\n')).toContain('what the writer did beside writing');
  },
);
