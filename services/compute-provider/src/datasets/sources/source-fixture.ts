import { once } from 'node:events';
import { type RequestListener, createServer } from 'node:http';
import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseAllowedHost } from '@atoll/server-kit/safe-fetch/allowed-hosts';
import type { DataSource } from '@atoll/schemas/data-source';
import { stageSource } from './stage-source.ts';
import { openStaging } from './staging.ts';

/** A folder of the test's own in which sources lie and are staged. */
export interface SourceFixture {
  readonly root: string;
  /** Stages a source and gives the path, text and mode of each file; what it leaves after a failure is its caller's to remove. */
  stage(
    source: DataSource,
    options?: { maxBytes?: number; signal?: AbortSignal; credentials?: unknown; allowed?: string },
  ): Promise<{ path: string; text: string; mode: number }[]>;
  /** A web server on loopback. */
  listen(listener: RequestListener): Promise<string>;
  close(): Promise<void>;
}

export async function openSources(): Promise<SourceFixture> {
  const root = await mkdtemp(join(tmpdir(), 'atoll-sources-'));
  const closers: (() => Promise<void>)[] = [];
  let staged = 0;
  return {
    root,
    async stage(source, options = {}) {
      const directory = join(root, `staged-${staged++}`);
      const credentialsFile = join(root, `credentials-${staged}.json`);
      if (options.credentials !== undefined)
        await writeFile(credentialsFile, JSON.stringify(options.credentials), { mode: 0o600 });
      const staging = await openStaging({
        directory,
        maxBytes: options.maxBytes ?? 1 << 20,
        signal: options.signal ?? new AbortController().signal,
      });
      const allowed = parseAllowedHost(options.allowed ?? '127.0.0.1');
      await stageSource(staging, source, {
        dataRoots: [join(root, 'data')],
        maxBytes: staging.maxBytes,
        allowedHosts: allowed === undefined ? [] : [allowed],
        credentialsFile: options.credentials === undefined ? undefined : credentialsFile,
      });
      return readAll(directory);
    },
    async listen(listener) {
      const server = createServer(listener);
      server.listen(0, '127.0.0.1');
      await once(server, 'listening');
      closers.push(async () => {
        server.closeAllConnections();
        server.close();
        await once(server, 'close');
      });
      const address = server.address();
      if (address === null || typeof address === 'string') throw new TypeError('the server has no port');
      return `http://127.0.0.1:${address.port}`;
    },
    async close() {
      for (const closer of closers) await closer();
      await rm(root, { recursive: true, force: true });
    },
  };
}

async function readAll(directory: string): Promise<{ path: string; text: string; mode: number }[]> {
  const entries = await readdir(directory, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  return Promise.all(
    files.sort().map(async (file) => ({
      path: file.slice(directory.length + 1),
      text: await readFile(file, 'utf8'),
      mode: (await stat(file)).mode & 0o777,
    })),
  );
}
