import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import postgres from 'postgres';
import { onTestFinished } from 'vitest';

/**
 * One connection whose socket can be cut.
 *
 * @param options.backoff seconds before a lost connection is opened anew, none unless given
 * @param options.onSocket called with each socket as it is connected
 */
export function cuttable(
  url: string,
  options: { backoff?: number; onSocket?: (socket: Socket) => void } = {},
) {
  const { backoff = 0, onSocket } = options;
  const sockets: Socket[] = [];
  const newest = (): Socket => {
    const socket = sockets.at(-1);
    if (socket === undefined) throw new TypeError('nothing is connected yet');
    return socket;
  };
  const settings = {
    ...{ max: 1, fetch_types: false, backoff: () => backoff },
    async socket() {
      const { hostname, port } = new URL(url);
      const socket = connect({ host: hostname, port: Number(port), noDelay: true });
      await once(socket, 'connect');
      sockets.push(socket);
      onSocket?.(socket);
      return socket;
    },
  };
  const sql = postgres(url, settings);
  onTestFinished(() => sql.end({ timeout: 1 }));
  return {
    sql,
    /** Those that were connected, the newest last. */
    sockets,
    newest,
    /** Cuts the connection, and tells so at once instead of at the end of the turn of the event loop. */
    cut(): void {
      const socket = newest();
      socket.destroy();
      socket.emit('close', false);
    },
  };
}
