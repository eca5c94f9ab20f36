import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { testDatabase } from '@atoll/tests/support/test-database';
import postgres from 'postgres';
import { expect, onTestFinished, test } from 'vitest';

const { url } = await testDatabase();

/** One connection whose socket can be cut. */
function cuttable() {
  let socket: Socket | undefined;
  const options = {
    ...{ max: 1, fetch_types: false, backoff: () => 0 },
    async socket() {
      const { hostname, port } = new URL(url);
      socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, 'connect');
      return socket;
    },
  };
  const sql = postgres(url, options);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return {
    sql,
    /** Cuts the connection, and tells so at once instead of at the end of the turn of the event loop. */
    cut(): void {
      if (socket === undefined) throw new TypeError('nothing is connected yet');
      socket.destroy();
      socket.emit('close', false);
    },
  };
}

test('a transaction whose connection was lost refuses the next statement, and the process goes on', async () => {
  const { sql, cut } = cuttable();
  let late: unknown;
  const transaction = sql.begin(async (inside) => {
    await inside`select 1`;
    cut();
    late = await inside`select 2`.catch((error: unknown) => error);
    throw late;
  });
  await expect(transaction).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  expect(await sql`select 3 as found`).toEqual([{ found: 3 }]);
  await expect.poll(() => late).toMatchObject({ code: 'CONNECTION_CLOSED' });
});

test('a statement that is lost on its way is refused, and the connection serves again', async () => {
  const { sql, cut } = cuttable();
  await sql`select 1`;
  const lost = sql`select 2`.execute();
  const refused = expect(lost).rejects.toMatchObject({ code: 'CONNECTION_CLOSED' });
  // The statement is handed to the connection, which sends it at the end of this turn of the event loop.
  for (let turn = 0; turn < 5; turn += 1) await Promise.resolve();
  cut();
  await refused;
  expect(await sql`select 3 as found`).toEqual([{ found: 3 }]);
});
