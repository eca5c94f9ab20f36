import { waitFor } from '@atoll/tests/support/wait';
import type { Browser } from 'playwright-core';
import { z } from 'zod';

/** What a browser saw of one cold load; times in milliseconds since the navigation began. */
export interface PageLoad {
  readonly firstContentfulPaint: number;
  readonly largestContentfulPaint: number;
  /** Of tasks that kept the page from answering, what was above 50 ms each, from the first paint on. */
  readonly totalBlockingTime: number;
  readonly cumulativeLayoutShift: number;
  /** Bytes of script as they came over the line, headers left out. */
  readonly scriptBytes: number;
  readonly scripts: number;
  readonly requests: number;
}

const Seen = z.object({
  fcp: z.number(),
  lcp: z.number(),
  shift: z.number(),
  tasks: z.array(z.object({ start: z.number(), duration: z.number() })),
});

/** Runs in the page before anything of it: gathers what the browser tells of paints, shifts and long tasks. */
const gather = `
  globalThis.__seen = { fcp: 0, lcp: 0, shift: 0, tasks: [] };
  const watch = (type, take) =>
    new PerformanceObserver((list) => list.getEntries().forEach(take)).observe({ type, buffered: true });
  watch('paint', (entry) => { if (entry.name === 'first-contentful-paint') __seen.fcp = entry.startTime; });
  watch('largest-contentful-paint', (entry) => { __seen.lcp = entry.startTime; });
  watch('layout-shift', (entry) => { if (!entry.hadRecentInput) __seen.shift += entry.value; });
  watch('longtask', (entry) => { __seen.tasks.push({ start: entry.startTime, duration: entry.duration }); });
`;

/** Milliseconds without a request after which a page counts as loaded. */
const quietMs = 500;

/**
 * Loads a page in a fresh profile, so that nothing of it is in a cache, and waits until it has been quiet for half a second.
 *
 * @param input.script false for a browser that runs none: what the page costs before its script
 */
export async function loadPage(
  browser: Browser,
  input: { url: string; script?: boolean },
): Promise<PageLoad> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  try {
    const page = await context.newPage();
    const network = await context.newCDPSession(page);
    const types = new Map<string, string>();
    const bytes = { script: 0, scripts: 0, requests: 0 };
    network.on('Network.responseReceived', ({ requestId, type }) => void types.set(requestId, type));
    network.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
      bytes.requests += 1;
      if (types.get(requestId) !== 'Script') return;
      bytes.script += encodedDataLength;
      bytes.scripts += 1;
    });
    await network.send('Network.enable');
    if (input.script === false) {
      // The page's own scripts are kept out; what gathers the figures runs all the same.
      await context.route(/\.js$/, (route) => route.abort());
    }
    await page.addInitScript(gather);
    await page.goto(input.url, { waitUntil: 'networkidle' });
    // Asked from outside: the page's policy lets nothing be made into code within it.
    const isQuiet =
      `performance.now() > ${quietMs} && __seen.fcp > 0 && __seen.lcp > 0 && ` +
      `__seen.tasks.every((task) => task.start + task.duration < performance.now() - ${quietMs})`;
    await waitFor(`${input.url} to be quiet`, async () => (await page.evaluate(isQuiet)) === true);
    const seen = Seen.parse(await page.evaluate('globalThis.__seen'));
    return {
      firstContentfulPaint: seen.fcp,
      largestContentfulPaint: seen.lcp,
      totalBlockingTime: seen.tasks
        .filter((task) => task.start + task.duration > seen.fcp)
        .reduce((sum, { duration }) => sum + Math.max(0, duration - 50), 0),
      cumulativeLayoutShift: seen.shift,
      scriptBytes: bytes.script,
      scripts: bytes.scripts,
      requests: bytes.requests,
    };
  } finally {
    await context.close();
  }
}
