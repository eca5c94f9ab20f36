import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMarket } from '@atoll/contracts/testing/market';
import { startAnvil } from '@atoll/tests/support/anvil';
import { explain, figuresOf } from './gas/compare.ts';
import { type AtollFigures, measureAtoll } from './gas/measure.ts';
import { type OceanFigures, measureOcean } from './ocean/measure.ts';
import type { Report } from './report.ts';

export const description =
  'transaction gas of Atoll beside Ocean Protocol on the same anvil: deploy, publish, order, paid runs, settlements';

/** How many jobs or locks are open at one provider or node while a further one runs. */
const openJobs = [0, 100, 400];

export async function run(report: Report): Promise<void> {
  const { atoll, ocean } = await measureBoth(report, openJobs);
  for (const figure of figuresOf(atoll, ocean)) report.figure(figure);
  explain(report, ocean);
}

/**
 * When the chain begins, seconds since 1970: an hour after a midnight. The first order of a day pays for taking the day before out of its
 * provider's exposure, and some minutes of chain time are measured, so that a midnight would fall into them once a day.
 */
const morning = Date.UTC(2030, 0, 1, 1) / 1000;

/** Both systems on one fresh chain. */
export async function measureBoth(
  report: Report,
  counts: readonly number[],
): Promise<{ atoll: AtollFigures; ocean: OceanFigures }> {
  // a block takes a batch of transactions at once
  const node = await startAnvil({ args: ['--gas-limit', '1000000000', '--timestamp', String(morning)] });
  const directory = await mkdtemp(join(tmpdir(), 'atoll-gas-'));
  try {
    const [deployer] = node.accounts;
    if (deployer === undefined) throw new Error('the chain has no account');
    report.progress('deploying');
    const market = await openMarket({
      rpcUrl: node.rpcUrl,
      deployerKey: deployer.privateKey,
      outFile: join(directory, '31337.json'),
    });
    const atoll = await measureAtoll(market, report, counts);
    return { atoll, ocean: await measureOcean(market, report, counts) };
  } finally {
    await node.stop();
    await rm(directory, { recursive: true });
  }
}
