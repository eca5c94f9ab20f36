import { readAddressBook } from '@atoll/contracts/read-address-book';
import { AtollError } from '@atoll/schemas/error';
import { readEnv } from '../src/env.ts';
import { reindex, type ReindexProgress } from '../src/store/reindex.ts';

/** Rebuilds the projections of every chain of the environment: `npm run reindex -w services/indexer`. */

const write = (text: string) => process.stderr.write(text);

/** Letters of a line, so that a shorter one leaves nothing of a longer one. */
const width = 79;

function lineOf(progress: ReindexProgress, started: number): string {
  if (progress.step === 'totals') return 'making totals and indexes';
  if (progress.step === 'swap') return 'catching up with the writer';
  const { logs, of, block } = progress;
  const percent = Math.floor((100 * logs) / Math.max(1, of));
  const rate = Math.round((1000 * logs) / (performance.now() - started));
  return `${percent} %, block ${block}, ${logs} logs, ${rate} logs/s`;
}

async function rebuild(url: string, chainId: number): Promise<void> {
  const started = performance.now();
  const { logs, block } = await reindex({
    url,
    chainId,
    onProgress: (progress) => write(`\r${`chain ${chainId}: ${lineOf(progress, started)}`.padEnd(width)}`),
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  write(`\nchain ${chainId}: rebuilt from ${logs} logs up to block ${block} in ${seconds} s\n`);
}

async function main(): Promise<void> {
  const env = readEnv(process.env);
  for (const path of env.DEPLOYMENT) {
    const { chainId } = await readAddressBook(path);
    await rebuild(env.DATABASE_URL, chainId);
  }
}

try {
  await main();
} catch (error) {
  if (!(error instanceof AtollError)) throw error;
  write(`${error.message}\n${error.hint}\n`);
  process.exitCode = 1;
}
