import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { openMarket } from '@atoll/contracts/testing/market';
import { startAnvil } from '@atoll/tests/support/anvil';
import { demand } from './load/day.ts';
import { drawDay } from './load/draw.ts';
import { type Sample, driveDay } from './load/drive.ts';
import type { Report } from './report.ts';

export const description = 'how the ceiling of a quote follows the load of a day, played on anvil and drawn';

const picture = join(import.meta.dirname, '../out/price-load.svg');

export async function run(report: Report): Promise<void> {
  const samples = await playDay(report, demand);
  await mkdir(join(picture, '..'), { recursive: true });
  await writeFile(picture, drawDay(samples));
  const at = (hour: number): Sample => {
    const sample = samples.findLast((each) => each.at <= hour * 3_600);
    if (sample === undefined) throw new RangeError(`nothing was seen until hour ${hour}`);
    return sample;
  };
  const busiest = samples.reduce((most, each) => (each.ceiling > most.ceiling ? each : most));
  const figures = [
    ['ceiling in the idle night', at(5).ceiling, 1],
    ['ceiling at noon, below the kink', at(12).ceiling, 1.5],
    ['ceiling five idle hours later', at(24).ceiling, 1.05],
  ] as const;
  for (const [name, value, bar] of figures) report.figure({ name, value, unit: 'base prices', bar });
  report.figure({
    name: 'ceiling in the rush, beyond it',
    value: busiest.ceiling,
    unit: 'base prices',
    bar: 2,
    atLeast: true,
  });
  report.figure({ name: 'highest utilisation', value: busiest.utilisation, unit: '%' });
  report.note('Drawn in bench/out/price-load.svg; docs/price-load.svg is a copy of it.');
}

/** The day on a fresh chain. */
export async function playDay(report: Report, wanted: readonly number[]): Promise<Sample[]> {
  const node = await startAnvil();
  const directory = await mkdtemp(join(tmpdir(), 'atoll-load-'));
  try {
    const [deployer] = node.accounts;
    if (deployer === undefined) throw new Error('the chain has no account');
    const market = await openMarket({
      rpcUrl: node.rpcUrl,
      deployerKey: deployer.privateKey,
      outFile: join(directory, '31337.json'),
    });
    return await driveDay(market, report, wanted);
  } finally {
    await node.stop();
    await rm(directory, { recursive: true });
  }
}
