import { CID } from 'multiformats/cid';
import { describe, expect, it } from 'vitest';
import { openEmbeddedStorage } from './embedded.ts';
import { gatewayBlocks } from './gateway-client.ts';
import {
  blockCount,
  gatewayOf,
  httpServer,
  openStore,
  patterned,
  streamOf,
  rejection,
  temporaryFolder,
  text,
} from './test-support.ts';
import { CHUNK_BYTES, MAX_BLOCK_BYTES } from './sizes.ts';
import { rawCidOf } from './verify-block.ts';

describe('gateways', () => {
  it('give missing blocks, which are kept: the second read needs no gateway', async () => {
    const document = text('from afar');
    let asked = 0;
    const { storage } = await openStore([
      await gatewayOf(() => {
        asked += 1;
        return document;
      }),
    ]);
    const cid = rawCidOf(document);
    expect(await storage.hasBlock(cid)).toBe(false);
    await storage.getDocument(cid);
    await storage.getDocument(cid);
    expect(asked).toBe(1);
    expect(await storage.hasBlock(cid)).toBe(true);
  });

  it('that end a kept connection as it is used again are asked over another one', async () => {
    const document = text('from afar');
    const ended = Object.assign(new Error('other side closed'), { code: 'UND_ERR_SOCKET' });
    let sent = 0;
    const ask = () => {
      sent += 1;
      if (sent === 1) return Promise.reject(new TypeError('fetch failed', { cause: ended }));
      return Promise.resolve(new Response(new Uint8Array(document)));
    };
    const gateway = gatewayBlocks('https://gateway.example', { fetch: ask });
    expect(await gateway.fetchBlock(rawCidOf(document))).toEqual({ bytes: document });
    expect(sent).toBe(2);
  });

  it('that accept and never answer do not keep those behind them from being asked', async () => {
    const document = text('from afar');
    const left = Promise.withResolvers<undefined>();
    const hanging = await httpServer((request) => {
      request.signal.addEventListener('abort', () => left.resolve(undefined));
      return new Promise(() => undefined);
    });
    const { storage } = await openStore([hanging, await gatewayOf(() => document)]);
    // What the first attempt to fetch a document may take.
    const signal = AbortSignal.timeout(5_000);
    expect(await storage.getDocument(rawCidOf(document), { signal })).toEqual(document);
    await left.promise;
  });

  it('that all fail or hang are named with what became of each', async () => {
    const hanging = await httpServer(() => new Promise(() => undefined));
    const without = await gatewayOf(() => undefined);
    const directory = await temporaryFolder();
    const storage = await openEmbeddedStorage({
      directory,
      gateways: [hanging, without],
      gatewayTimeoutMs: 100,
    });
    const error = await rejection(storage.getDocument(rawCidOf(text('nowhere'))), 'content_unavailable');
    expect(error.message).toContain(hanging);
    expect(error.message).toContain('HTTP 404');
  });

  it('that lie are found out, and nothing of theirs is kept', async () => {
    const url = await gatewayOf(() => text('other bytes'));
    const { storage, directory } = await openStore([url]);
    const cid = rawCidOf(text('right bytes'));
    const error = await rejection(storage.getDocument(cid), 'digest_mismatch');
    expect(error.message).toContain(url);
    expect(await blockCount(directory)).toBe(0);
  });

  it('that lie or fail do not hide one that tells the truth', async () => {
    const document = text('right bytes');
    const liar = await gatewayOf(() => text('other bytes'));
    const empty = await gatewayOf(() => undefined);
    const { storage } = await openStore(['http://127.0.0.1:9', liar, empty, await gatewayOf(() => document)]);
    expect(Buffer.from(await storage.getDocument(rawCidOf(document)))).toEqual(Buffer.from(document));
  });

  it('that have nothing end in content_unavailable, retryable, naming each', async () => {
    const empty = await gatewayOf(() => undefined);
    const { storage } = await openStore([empty]);
    const error = await rejection(storage.getDocument(rawCidOf(text('nowhere'))), 'content_unavailable');
    expect(error.retryable).toBe(true);
    expect(error.message).toContain(`${empty}: HTTP 404`);
  });

  it('that send without end are cut off after one block, and silent ones after the time-out', async () => {
    let sent = 0;
    const endless = await httpServer(
      () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              sent += 65_536;
              controller.enqueue(new Uint8Array(65_536));
            },
          }),
        ),
    );
    const silent = await httpServer(() => new Promise<Response>(() => undefined));
    const directory = await temporaryFolder();
    const storage = await openEmbeddedStorage({
      directory,
      gateways: [endless, silent],
      gatewayTimeoutMs: 300,
    });
    const error = await rejection(storage.getBlock(rawCidOf(text('x'))), 'content_unavailable');
    expect(error.message).toContain(`more than ${MAX_BLOCK_BYTES}`);
    expect(sent).toBeLessThan(4 * MAX_BLOCK_BYTES + 4_000_000);
  });

  it('that redirect are not followed', async () => {
    const elsewhere = await httpServer(() => new Response('right bytes'));
    const redirecting = await httpServer(
      () => new Response(null, { status: 302, headers: { location: elsewhere } }),
    );
    const { storage } = await openStore([redirecting]);
    await rejection(storage.getBlock(rawCidOf(text('right bytes'))), 'content_unavailable');
  });

  it('are left alone by a local read, and by a caller that gave up', async () => {
    let asked = 0;
    const { storage } = await openStore([
      await gatewayOf(() => {
        asked += 1;
        return undefined;
      }),
    ]);
    const cid = rawCidOf(text('x'));
    await rejection(storage.getBlock(cid, { localOnly: true }), 'content_unavailable');
    await expect(storage.getBlock(cid, { signal: AbortSignal.abort(new Error('gone')) })).rejects.toThrow(
      'gone',
    );
    expect(asked).toBe(0);
  });

  it('that are slow do not hold up a reader that leaves early', async () => {
    const bytes = patterned(6 * CHUNK_BYTES);
    const origin = await openStore();
    const { cid } = await origin.storage.putFile(streamOf(bytes));
    const first = rawCidOf(bytes.subarray(0, CHUNK_BYTES)).toString();
    const url = await httpServer(async (request) => {
      const asked = CID.parse(new URL(request.url).pathname.slice('/ipfs/'.length));
      const quick = asked.equals(cid) || asked.toString() === first;
      return quick
        ? new Response(new Uint8Array(await origin.storage.getBlock(asked)))
        : new Promise(() => undefined);
    });
    const storage = await openEmbeddedStorage({ directory: await temporaryFolder(), gateways: [url] });
    const start = performance.now();
    for await (const part of storage.getFile(cid)) {
      expect(part.byteLength).toBe(CHUNK_BYTES);
      break;
    }
    expect(performance.now() - start).toBeLessThan(5000);
  });
});
