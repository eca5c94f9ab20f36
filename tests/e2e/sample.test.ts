import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runCli } from '@atoll/cli/run-cli';
import { StatisticsDocument } from '@atoll/schemas/metadata/statistics';
import { SampleView } from '@atoll/schemas/sample-api';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchDocument } from '@atoll/sdk/fetch-document';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderJob } from '@atoll/sdk/order';
import { afterAll, expect } from 'vitest';
import { contextOf } from '../support/flow/context.ts';
import type { PublishedAlgorithm } from '../support/flow/example-algorithm.ts';
import { type PublishedDataset, publishExampleDataset } from '../support/flow/example-dataset.ts';
import { approvePair, quotePair, watchToEnd } from '../support/flow/run.ts';
import { countedRows, publishSmallAlgorithm } from '../support/flow/small-algorithm.ts';
import { buildSmallImage } from '../support/images.ts';
import type { StackLease } from '../support/stack/lease.ts';
import type { Wallet } from '../support/wallets.ts';
import { test } from './support/shared-stack.ts';

let lease: StackLease;
let folder: string;
let algorithm: PublishedAlgorithm;

test.beforeAll(async ({ shared, publish }) => {
  folder = await mkdtemp(join(tmpdir(), 'atoll-sample-e2e-'));
  lease = shared;
  const image = await buildSmallImage(lease, { log: () => undefined });
  const oci = await publish(image);
  algorithm = await publishSmallAlgorithm(lease.stack, oci);
}, 180_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

async function atoll(wallet: Wallet, ...argv: string[]) {
  let [out, err] = ['', ''];
  const { stack } = lease;
  const status = await runCli({
    argv,
    env: {
      ATOLL_PRIVATE_KEY: wallet.privateKey,
      ATOLL_RPC_URL: stack.anvil.rpcUrl,
      ATOLL_DEPLOYMENT: stack.addressBookPath,
      ATOLL_PROVIDER_URL: stack.services['compute-provider'].url,
    },
    print: (text) => (out += text),
    report: (text) => (err += text),
    signal: new AbortController().signal,
  });
  return { status, out, err };
}

/** Registers and lists the example dataset with a sample that its owner makes on the command line. */
function publishWithSample(name: string): Promise<PublishedDataset> {
  const owner = lease.stack.wallets.dataOwner;
  return publishExampleDataset(lease.stack, {
    name,
    sampleOf: async (snapshot) => {
      const columns = snapshot.files[0]?.columns ?? [];
      const domains = {
        'wdbc.csv': Object.fromEntries(
          columns.map((column) => [
            column.name,
            column.type === 'text'
              ? { kind: 'categories', values: ['malignant', 'benign'], missing: false }
              : { kind: 'number', min: 0, max: 300, missing: false },
          ]),
        ),
      };
      const path = join(folder, 'domains.json');
      await writeFile(path, JSON.stringify(domains));
      const made = await atoll(
        owner,
        'sample',
        'make',
        name,
        '--epsilon',
        '1',
        '--rows',
        '40',
        '--domains',
        path,
        '--json',
      );
      expect(made.err).toBe('');
      const draft = SampleView.parse(JSON.parse(made.out));
      const preview = await atoll(owner, 'sample', 'preview', name, draft.sample);
      expect(preview.out).toContain('0 records of the data are recognised in it; chance explains 0');
      const published = await atoll(owner, 'sample', 'publish', name, draft.sample, '--json');
      const cids: { sample: string; statistics: string } = JSON.parse(published.out);
      return { sample: cids.sample, statistics: cids.statistics };
    },
  });
}

test(
  'an algorithm is tried on the sample with its whole log, then the same image runs on the data',
  { timeout: 120_000 },
  async () => {
    const { stack } = lease;
    const dataset = await publishWithSample('sampled');
    const buyer = await contextOf(stack, stack.wallets.buyer);
    const document = await fetchDocument(buyer, dataset.metadataDigest);
    expect(document.atoll).toMatchObject({ kind: 'dataset', sample: expect.any(String) });
    const statistics = 'statistics' in document.atoll ? document.atoll.statistics : undefined;
    const reply = await fetch(`${stack.services.marketplace.url}/ipfs/${statistics ?? ''}?format=raw`);
    expect(StatisticsDocument.parse(await reply.json()).epsilon).toBe(1);

    const parameters = join(folder, 'parameters.json');
    await writeFile(parameters, '{"seconds":0.5}');
    const out = join(folder, 'run');
    const run = ['run', '--on', 'sample', '--dataset', dataset.id, '--algorithm', algorithm.metadata];
    const more = ['--parameters', parameters, '--out', out];
    const refused = await atoll(stack.wallets.buyer, ...run, ...more);
    expect(refused.status).toBe(1);
    expect(refused.err).toMatch(/error: .*not approved.*\nhint: /);

    const pair = { dataset, algorithm };
    await approvePair(stack, pair);
    const tried = await atoll(stack.wallets.buyer, ...run, ...more);
    expect(tried).toMatchObject({ status: 0 });
    expect(tried.err).toMatch(/running\n[^]*ended\nexit code 0\n/);
    expect((await readdir(out)).toSorted()).toEqual(['log.txt', 'outputs']);
    // Forty rows and the header: the sample lies where the data does.
    expect(JSON.parse(await readFile(join(out, 'outputs', 'count.json'), 'utf8'))).toEqual({ rows: 41 });

    const { quote, identity } = await quotePair(stack, pair, { parameters: { seconds: 0.5 } });
    const { jobId } = await orderJob(buyer, quote);
    const { job } = await watchToEnd(stack, jobId);
    expect(job.state).toBe('released');
    const result = await decryptResult(await fetchResult(buyer, { jobId }), identity.identity);
    expect(JSON.parse(new TextDecoder().decode(result.outputs.get('count.json')))).toEqual({
      rows: countedRows,
    });

    const receipt = join(folder, 'receipt.json');
    await writeFile(receipt, JSON.stringify(await fetchReceipt(buyer, jobId)));
    const verified = await atoll(
      stack.wallets.buyer,
      'verify',
      receipt,
      '--parameters',
      parameters,
      '--json',
    );
    expect(JSON.parse(verified.out)).toMatchObject({ good: true });
  },
);
