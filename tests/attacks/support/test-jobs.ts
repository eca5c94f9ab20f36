import { randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { testedRuntimes as runtimesHere } from '@atoll/compute-provider/engine/docker/engine-fixture';
import { readLog } from '@atoll/compute-provider/jobs/read-result';
import { ask, type Market, openMarket, orderPair, viewOf } from '@atoll/compute-provider/test/market';
import { publishPair } from '@atoll/compute-provider/test/publish';
import { endStates, type JobView } from '@atoll/schemas/job';
import { afterAll, beforeAll, describe, it } from 'vitest';
import { type EngineLease, ensureEngine } from '../../support/engine.ts';
import { buildMisbehavingImage } from '../../support/images.ts';
import { testDatabase } from '../../support/test-database.ts';
import { waitFor } from '../../support/wait.ts';
import type { JobAttack, JobSeen, TestedRuntime } from './attack.ts';
import { findAttacks, isJobAttack, type Named } from './find-attacks.ts';
import { realEngine } from './real-engine.ts';
import { tell } from './tell.ts';

const hasEnded = ({ state }: JobView) => endStates.some((end) => end === state);
const log = (line: string): void => console.log(line);

/** Orders every attack of this kind under one runtime, and looks at what its buyer is told. */
export async function testJobs(runtime: TestedRuntime): Promise<void> {
  const here = (await runtimesHere()).some((each) => each.runtime === runtime && each.here);
  const attacks = (await findAttacks()).filter(isJobAttack);
  const database = await testDatabase();

  describe.runIf(here)(`jobs of attackers under ${runtime}`, () => {
    let lease: EngineLease;
    let folder: string;
    let market: Market;
    let row: string;
    beforeAll(async () => {
      lease = await ensureEngine({ log });
      const image = await buildMisbehavingImage(lease, { log });
      folder = await mkdtemp(join(tmpdir(), 'atoll-attack-jobs-'));
      const label = `jobs-${runtime}-${randomBytes(4).toString('hex')}`;
      const engine = await realEngine({ socketPath: lease.socketPath, image, folder, label, runtime });
      market = await openMarket({ databaseUrl: database.url, slots: 16, engine });
      row = await writeRows(market);
    }, 300_000);
    afterAll(async () => {
      await market?.close();
      await rm(folder, { recursive: true, force: true });
      await lease?.stop();
    });

    for (const attack of attacks) {
      it(`${attack.name} is ${attack.expect}`, { timeout: 120_000 }, async ({ task }) => {
        tell(task, { attack, runtime, happened: 'got through, or could not be tried' });
        const seen = await order(market, { attack, runtime, row });
        tell(task, { attack, runtime, happened: await attack.check(seen) });
      });
    }
  });
}

/** Rows that are like no others, in the dataset that the market registers. */
async function writeRows(market: Market): Promise<string> {
  const rows = Array.from({ length: 40 }, (_, row) =>
    [17, 29, 41, 53].map((prime) => ((((row + 3) * prime * 7919) % 99_991) / 100).toFixed(2)).join(','),
  );
  const path = join(market.directory, 'data', 'reef', 'reef.csv');
  await writeFile(path, `${['depth,salt,light,warmth', ...rows].join('\n')}\n`);
  return rows[0] ?? '';
}

async function order(
  market: Market,
  input: { attack: Named<JobAttack>; runtime: TestedRuntime; row: string },
): Promise<JobSeen> {
  const pair = await publishPair(market, {
    manifest: {
      entrypoint: ['/usr/bin/python3', '-B', '/algorithm/side_job.py', input.attack.act],
      outputs: [{ name: 'result.json', type: 'json', maxBytes: 1000, required: true }],
    },
  });
  const { jobId } = await orderPair(market, pair);
  const view = await waitFor(
    'the end of the job',
    async () => {
      const found = await viewOf(market, jobId);
      return found.state === 'output_review' || hasEnded(found) ? found : undefined;
    },
    { deadlineMs: 90_000 },
  );
  const answers = [];
  for (const path of ['', '/receipt', '/result', '/log', '/findings', '/events']) {
    if (path === '/events' && !hasEnded(view)) continue;
    const answer = await ask(market, 'GET', `/jobs/${jobId}${path}`, { as: 'buyer' });
    answers.push(JSON.stringify([...answer.headers]), await answer.text());
  }
  const owner = market.wallets.dataOwner.address;
  const printed = Buffer.from(await readLog(market.ctx, { jobId, reader: owner })).toString();
  return { runtime: input.runtime, view, asBuyer: answers.join('\n'), log: printed, row: input.row };
}
