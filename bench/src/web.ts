import { join, resolve } from 'node:path';
import { putAssets } from '@atoll/marketplace/catalogue/projection/put-assets';
import { openDatabase } from '@atoll/server-kit/database';
import { migrate } from '@atoll/server-kit/migrate';
import { startBrowser } from '@atoll/tests/browser/support/browser';
import { freePort } from '@atoll/tests/support/ports';
import { startProcess } from '@atoll/tests/support/process';
import { buildWeb } from '@atoll/tests/support/build';
import type { Browser } from 'playwright-core';
import { seeded } from './economics/random.ts';
import { quantile } from './indexer/options.ts';
import { startDatabases } from './indexer/stage.ts';
import type { Report } from './report.ts';
import { assetAt, providerRows } from './search/assets.ts';
import { makeVocabulary } from './search/words.ts';
import { loadPage, type PageLoad } from './web/load-page.ts';

export const description =
  'the catalogue page in Chromium, cold, served by the marketplace with 5,000 assets: paints, blocking, script; beside it the same page without its script';

const assets = 5_000;
const batch = 500;
const loads = 5;
const seed = 20_260_103;
const rounded = (value: number, digits = 0) => Number(value.toFixed(digits));

async function fill(report: Report, databaseUrl: string): Promise<void> {
  const database = openDatabase({ url: databaseUrl, schema: {}, application: 'bench', connections: 1 });
  const random = seeded(seed);
  const vocabulary = makeVocabulary(seeded(seed + 1), 10_000);
  try {
    const directory = resolve(import.meta.dirname, '../../migrations');
    await migrate({ sql: database.sql, directory, service: 'marketplace' });
    await database.sql`
      insert into marketplace.catalogue_providers (provider, endpoint, environments, gpus, documents)
      select g.provider, '', '[]', g.gpus, '{}'
      from jsonb_to_recordset(${JSON.stringify(providerRows())}::text::jsonb) as g (provider text, gpus text[])`;
    for (let at = 0; at < assets; at += batch) {
      report.progress(`${at} of ${assets} assets written`);
      await putAssets(
        database.sql,
        Array.from({ length: batch }, (_, index) => assetAt(random, vocabulary, at + index + 1)),
      );
    }
  } finally {
    await database.close();
  }
}

async function loadOften(
  report: Report,
  browser: Browser,
  input: { url: string; script?: boolean },
): Promise<PageLoad[]> {
  // The first one warms the service, the disk and Chromium, as the first visitor of a day does.
  await loadPage(browser, input);
  const seen: PageLoad[] = [];
  for (let at = 0; at < loads; at += 1) {
    report.progress(`load ${at + 1} of ${loads}${input.script === false ? ' without script' : ''}`);
    seen.push(await loadPage(browser, input));
  }
  return seen;
}

const median = (seen: readonly PageLoad[], of: keyof PageLoad): number =>
  quantile(
    seen.map((load) => load[of]),
    0.5,
  );

function tell(report: Report, seen: readonly PageLoad[], bare: readonly PageLoad[]): void {
  const times = [
    ['first contentful paint, median of 5 cold loads', 'firstContentfulPaint', 1000],
    ['largest contentful paint, median', 'largestContentfulPaint', 2500],
  ] as const;
  for (const [name, of, bar] of times) {
    report.figure({
      name,
      value: rounded(median(seen, of)),
      unit: 'ms',
      bar,
      peer: rounded(median(bare, of)),
    });
  }
  report.figure({
    name: 'total blocking time, median',
    value: rounded(median(seen, 'totalBlockingTime')),
    unit: 'ms',
    bar: 200,
  });
  report.figure({
    name: 'cumulative layout shift, worst',
    value: rounded(Math.max(...seen.map((load) => load.cumulativeLayoutShift)), 3),
    unit: '',
    bar: 0.1,
  });
  report.figure({
    name: 'script over the line, compressed',
    value: rounded(median(seen, 'scriptBytes') / 1000, 1),
    unit: 'KB',
    bar: 250,
  });
  report.figure({ name: '  files of script', value: median(seen, 'scripts'), unit: 'files' });
  report.figure({ name: '  requests in all', value: median(seen, 'requests'), unit: 'requests' });
}

export async function run(report: Report): Promise<void> {
  report.progress('building the web app');
  await buildWeb();
  const databases = await startDatabases();
  try {
    await databases.withDatabase(async (databaseUrl) => {
      await fill(report, databaseUrl);
      const service = await startProcess({
        command: process.execPath,
        args: [join(import.meta.dirname, 'web/serve-market.ts'), databaseUrl, String(await freePort())],
        ready: (line) => /^listening on (.*)$/.exec(line)?.[1],
      });
      const browser = await startBrowser();
      try {
        const url = `${service.ready ?? ''}/`;
        const bare = await loadOften(report, browser, { url, script: false });
        tell(report, await loadOften(report, browser, { url }), bare);
      } finally {
        await browser.close();
        await service.stop();
      }
    });
  } finally {
    await databases.stop();
  }
  report.note(
    'Each load is in a fresh profile of Chromium on this machine, without a throttled line or processor; the service compresses with brotli. ' +
      'The ratio is that of the page whose script is kept out: what HTML and style alone take.',
  );
}
