import type { AddressInfo } from 'node:net';
import { createServer } from 'node:http';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { AtollError } from '@atoll/schemas/error';
import { CID } from 'multiformats/cid';
import { expect, onTestFinished } from 'vitest';
import type { Storage } from './block-source.ts';
import { openEmbeddedStorage } from './embedded.ts';

/** A folder that is removed when the test ends. */
export async function temporaryFolder(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'atoll-storage-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return folder;
}

/** A real HTTP server on a free loopback port that answers with what `answer` gives; closed when the test ends. */
export async function httpServer(
  answer: (request: Request) => Promise<Response> | Response,
): Promise<string> {
  const server = createServer((incoming, outgoing) => {
    const gone = new AbortController();
    outgoing.on('close', () => gone.abort());
    const reply = async (): Promise<void> => {
      const hasBody = incoming.method !== 'GET' && incoming.method !== 'HEAD';
      const request = new Request(`http://${incoming.headers.host ?? ''}${incoming.url ?? ''}`, {
        method: incoming.method ?? 'GET',
        headers: new Headers(
          Object.entries(incoming.headers).map(([name, value]): [string, string] => [name, String(value)]),
        ),
        signal: gone.signal,
        ...(hasBody ? { body: Buffer.concat(await Readable.from(incoming).toArray()) } : {}),
      });
      const response = await answer(request);
      outgoing.writeHead(response.status, Object.fromEntries(response.headers));
      if (response.body === null) outgoing.end();
      else await pipeline(Readable.from(response.body), outgoing);
    };
    // a stream that fails half-way breaks the connection off, as a server does
    reply().catch(() => outgoing.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${addressOf(server.address()).port}`;
}

function addressOf(address: string | AddressInfo | null): AddressInfo {
  if (address === null || typeof address === 'string') throw new Error('the server has no port');
  return address;
}

/** A gateway that answers every block with what `bytes` gives, true or not; 404 for undefined. */
export function gatewayOf(bytes: (cid: CID) => Uint8Array | undefined): Promise<string> {
  return httpServer((request) => {
    const found = bytes(CID.parse(new URL(request.url).pathname.slice('/ipfs/'.length)));
    return found === undefined ? new Response('no', { status: 404 }) : new Response(new Uint8Array(found));
  });
}

/** A store in an empty folder of its own. */
export async function openStore(gateways: string[] = []): Promise<{ storage: Storage; directory: string }> {
  const directory = await temporaryFolder();
  return { storage: await openEmbeddedStorage({ directory, gateways, gatewayTimeoutMs: 5000 }), directory };
}

/** Text as its UTF-8 bytes. */
export function text(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

/** The file in which the embedded store keeps a block. */
export async function blockFile(directory: string, cid: CID): Promise<string> {
  const { NextToLast } = await import('blockstore-fs/sharding');
  const { dir, file } = new NextToLast().encode(cid);
  return join(directory, 'blocks', dir, file);
}

export async function blockCount(directory: string): Promise<number> {
  const entries = await readdir(join(directory, 'blocks'), { recursive: true });
  return entries.filter((name) => name.endsWith('.data')).length;
}

export async function collect(parts: AsyncIterable<Uint8Array>): Promise<Buffer> {
  return Buffer.concat(await gather(parts));
}

export async function gather<T>(items: AsyncIterable<T>): Promise<T[]> {
  const all: T[] = [];
  for await (const item of items) all.push(item);
  return all;
}

export async function* streamOf(...parts: Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* parts;
}

/** Bytes that differ from one position to the next and from one seed to the next. */
export function patterned(size: number, seed = 1): Buffer {
  const bytes = Buffer.alloc(size);
  let state = seed >>> 0 || 1;
  for (let index = 0; index + 4 <= size; index += 4) {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    bytes.writeUInt32LE(state, index);
  }
  return bytes;
}

/** Expects a rejection with this code and gives the error back. */
export async function rejection(act: Promise<unknown>, code: AtollError['code']): Promise<AtollError> {
  const error: unknown = await act.then(
    () => new Error('it resolved'),
    (reason: unknown) => reason,
  );
  expect(error).toMatchObject({ code });
  return asAtollError(error);
}

function asAtollError(error: unknown): AtollError {
  // checked by toMatchObject above: only AtollError has these codes
  return error as AtollError;
}
