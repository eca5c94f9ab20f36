import { createSocket, type Socket as Datagrams } from 'node:dgram';
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type ListenOptions, type Server } from 'node:net';
import type { Contact } from './neighbour.ts';

/** Listeners of this process: on the machine's own loopback, on an abstract socket, and on one that plays the engine's. */
export interface Listeners {
  readonly tcp: number;
  readonly tcp6: number | undefined;
  readonly udp: number;
  readonly abstract: string;
  /** A socket in the file system; what is told there is told to the engine. */
  readonly engineSocket: string;
  readonly heard: readonly Contact[];
  /** Tells each of them something from this process, so that it is known that they hear. */
  callAll(message: string): Promise<void>;
  stop(): Promise<void>;
}

export async function startListeners(input: { label: string; engineSocket: string }): Promise<Listeners> {
  const heard: Contact[] = [];
  const servers: Server[] = [];
  const listen = async (kind: string, options: ListenOptions): Promise<Server> => {
    const server = createServer((stream) => {
      stream.on('error', () => stream.destroy());
      stream.on('data', (data) => {
        heard.push({ kind, text: data.toString() });
        stream.end();
      });
    });
    server.listen(options);
    await once(server, 'listening');
    servers.push(server);
    return server;
  };
  const abstract = `atoll-attack-${input.label}`;
  const tcp = await listen('tcp', { host: '127.0.0.1', port: 0 });
  const tcp6 = await listen('tcp6', { host: '::1', port: 0 }).catch((error: unknown) => {
    // A machine without IPv6 has nothing that could be reached by it.
    if (error instanceof Error && 'code' in error) return undefined;
    throw error;
  });
  await listen('abstract', { path: `\0${abstract}` });
  await listen('engine', { path: input.engineSocket });
  const udp = createSocket('udp4');
  udp.on('message', (data) => heard.push({ kind: 'udp', text: data.toString() }));
  udp.bind(0, '127.0.0.1');
  await once(udp, 'listening');
  const ports = {
    tcp: portOf(tcp),
    tcp6: tcp6 === undefined ? undefined : portOf(tcp6),
    udp: udp.address().port,
  };
  return {
    ...ports,
    abstract,
    engineSocket: input.engineSocket,
    heard,
    callAll: async (message) => {
      const targets: ListenOptions[] = [
        { host: '127.0.0.1', port: ports.tcp },
        ...(ports.tcp6 === undefined ? [] : [{ host: '::1', port: ports.tcp6 }]),
        { path: `\0${abstract}` },
        { path: input.engineSocket },
      ];
      await Promise.all([...targets.map((target) => call(target, message)), send(udp, ports.udp, message)]);
    },
    stop: async () => {
      udp.close();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new TypeError('the listener has no port');
  return address.port;
}

async function call(target: ListenOptions, message: string): Promise<void> {
  const stream =
    target.path === undefined
      ? connect({ host: target.host ?? '127.0.0.1', port: target.port ?? 0 })
      : connect({ path: target.path });
  stream.end(message);
  stream.resume();
  await once(stream, 'close');
}

/** A datagram to oneself is there when it was sent: loopback delivers at once, the event comes with the next turn of the loop. */
function send(from: Datagrams, port: number, message: string): Promise<void> {
  return new Promise((resolve, reject) =>
    from.send(message, port, '127.0.0.1', (error) => (error ? reject(error) : setImmediate(resolve))),
  );
}
