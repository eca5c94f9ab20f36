import { readBalance } from '@atoll/chain/read-balance';
import { readSettlement } from '@atoll/chain/read-settlement';
import type { Address } from '@atoll/schemas/ids';
import { ChainJobView } from '@atoll/schemas/indexer/jobs';
import { CataloguePage } from '@atoll/schemas/marketplace-api';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { orderJob } from '@atoll/sdk/order';
import { verifyResult } from '@atoll/sdk/verify-result';
import type { EngineLease } from '@atoll/tests/support/engine';
import { contextOf } from '@atoll/tests/support/flow/context';
import {
  type PublishedAlgorithm,
  publishExampleAlgorithm,
  publishImage,
} from '@atoll/tests/support/flow/example-algorithm';
import { publishExampleDataset } from '@atoll/tests/support/flow/example-dataset';
import {
  approvePair,
  exampleParameters,
  type Pair,
  problemFrom,
  quotePair,
  watchToEnd,
} from '@atoll/tests/support/flow/run';
import { balanceInWallet } from '@atoll/tests/support/flow/token-balance';
import { buildExampleImage } from '@atoll/tests/support/images';
import type { Stack } from '@atoll/tests/support/stack/start';
import { waitFor } from '@atoll/tests/support/wait';
import { fetchWithAnotherClient } from './another-client.ts';
import { formatMoney } from './money.ts';
import type { Narrator } from './narrator.ts';
import { readMetrics, scoreElsewhere } from './trained-model.ts';

interface Scene {
  readonly stack: Stack;
  readonly engine: EngineLease;
  readonly narrator: Narrator;
}

/** Who an account is in this play. */
function nameOf(stack: Stack, account: Address): string {
  const found = Object.entries(stack.wallets).find(
    ([, wallet]) => wallet.address.toLowerCase() === account.toLowerCase(),
  );
  const words = (found?.[0] ?? 'somebody').replaceAll(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
  return `${words} ${account.slice(0, 8)}…`;
}

async function publish({ stack, engine, narrator }: Scene): Promise<Pair> {
  const dataset = await narrator.step(
    'the owner publishes a dataset; its files stay where they are',
    async (report) => {
      const published = await publishExampleDataset(stack);
      report.gas(published.receipt?.gasUsed ?? 0n);
      report.line('asset', published.id);
      report.line('commitment', published.snapshot.commitment.cid);
      report.line('metadata', published.metadata);
      return published;
    },
  );
  const imageId = await narrator.step('the author builds an image of the algorithm', async (report) => {
    const built = await buildExampleImage(engine, { log: report.progress });
    report.line('image', built);
    return built;
  });
  const image = await narrator.step('the author puts the image on IPFS, blob by blob', async (report) => {
    const stored = await publishImage(stack, {
      socketPath: engine.socketPath,
      image: imageId,
      progress: report.progress,
    });
    const bytes = (stored.blobs ?? []).reduce((sum, blob) => sum + blob.size, 0);
    report.line('manifest digest', stored.manifestDigest);
    report.line('size', `${(bytes / 1e6).toFixed(0)} MB in ${stored.blobs?.length ?? 0} blobs`);
    return stored;
  });
  const algorithm = await narrator.step(
    'the author publishes the algorithm from another wallet',
    async (report) => {
      const published = await publishExampleAlgorithm(stack, image);
      report.gas(published.receipt?.gasUsed ?? 0n);
      report.line('asset', published.id);
      report.line('metadata', published.metadata);
      return published;
    },
  );
  return { dataset, algorithm };
}

async function approve({ stack, narrator }: Scene, pair: Pair): Promise<void> {
  await narrator.step('a quote for the unapproved algorithm is refused, no money moves', async (report) => {
    const purse = () => balanceInWallet(stack, stack.wallets.buyer.address);
    const before = await purse();
    const problem = await problemFrom(quotePair(stack, pair));
    if ((await purse()) !== before) throw new Error('money moved although the quote was refused');
    report.line('refused', `${problem.code}: ${problem.detail}`);
    report.line('what to do', problem.hint);
    report.line(
      'buyer',
      `${nameOf(stack, stack.wallets.buyer.address)} still has ${formatMoney(before, stack.token)}`,
    );
  });
  await narrator.step(
    'the owner approves this exact version; the provider verifies the image',
    async (report) => {
      const { custodian, receipt } = await approvePair(stack, pair);
      report.gas(receipt.gasUsed);
      report.line('image id', custodian.image?.imageId ?? 'none');
    },
  );
}

async function buy({ stack, narrator }: Scene, pair: Pair) {
  const { quote, identity } = await narrator.step(
    'the buyer gets a quote and checks it against the chain',
    async (report) => {
      const checked = await quotePair(stack, pair);
      for (const line of checked.quote.lines)
        report.line(line.role, `at most ${formatMoney(BigInt(line.amount), stack.token)}`);
      report.line('together', `at most ${formatMoney(checked.quote.maximum, stack.token)}`);
      return checked;
    },
  );
  const { jobId } = await narrator.step(
    'the buyer orders: the maximum is locked in escrow',
    async (report) => {
      const ordered = await orderJob(await contextOf(stack, stack.wallets.buyer), quote);
      report.gas(ordered.receipt.gasUsed);
      report.line('job', ordered.jobId);
      return ordered;
    },
  );
  await narrator.step('the algorithm runs sealed beside the data, and is settled', async (report) => {
    const { job, states } = await watchToEnd(stack, jobId, {
      onState: (seen) => report.progress(seen.state),
    });
    report.line('states', states.join(' → '));
    if (job.state !== 'released')
      throw new Error(`the job ended ${job.state}: ${job.reason ?? ''} ${job.hint ?? ''}`);
  });
  return { jobId, identity };
}

async function collect({ stack, narrator }: Scene, jobId: `0x${string}`, identity: string): Promise<string> {
  const buyer = await contextOf(stack, stack.wallets.buyer);
  return narrator.step('the buyer fetches, decrypts and verifies the result', async (report) => {
    const signed = await fetchReceipt(buyer, jobId);
    const encrypted = await fetchResult(buyer, { jobId });
    const result = await decryptResult(encrypted, identity);
    const statement = await verifyResult(buyer.chain, { signed, result });
    const metrics = readMetrics(result.outputs.get('metrics.json'));
    report.line('result', `${statement.predicate.result ?? 'none'}, ${encrypted.byteLength} bytes encrypted`);
    for (const subject of statement.subject) report.line(subject.name, `sha-256 ${subject.digest.sha256}`);
    report.line('accuracy', metrics.accuracy.toFixed(4));
    report.line('F1, AUC', `${metrics.f1.toFixed(4)}, ${metrics.auc.toFixed(4)}`);
    report.line('model run here', await scoreElsewhere(result.outputs.get('model.onnx')));
    report.line('seconds metered', String(statement.predicate.usage.computeSeconds));
    report.line(
      'sandbox',
      `${statement.predicate.engine.name} ${statement.predicate.engine.version}, ${statement.predicate.engine.runtime}`,
    );
    report.line('receipt', `signed by the operator, statement ${signed.receipt.statementDigest}`);
    if (statement.predicate.result === undefined) throw new Error('the receipt names no result');
    return statement.predicate.result;
  });
}

async function tellPayments({ stack, narrator }: Scene, jobId: `0x${string}`): Promise<void> {
  await narrator.step('who was paid what', async (report) => {
    const { chain } = await contextOf(stack, stack.wallets.buyer);
    const settlement = await readSettlement(chain, jobId);
    if (settlement === undefined) throw new Error('the job was not settled');
    for (const payment of settlement.payments) {
      const credit = await readBalance(chain, { token: stack.token.address, account: payment.account });
      report.line(
        payment.role,
        `${formatMoney(payment.amount, stack.token)} to ${nameOf(stack, payment.account)}, who can withdraw ${formatMoney(credit, stack.token)}`,
      );
    }
  });
}

async function showMirror({ stack, narrator }: Scene, jobId: `0x${string}`): Promise<void> {
  await narrator.step('the indexer mirrors it, the catalogue lists it', async (report) => {
    const { indexer, marketplace } = stack.services;
    const job = await waitFor('the indexer to show the settlement', async () => {
      const seen = ChainJobView.safeParse(await (await fetch(`${indexer.url}/jobs/${jobId}`)).json());
      return seen.success && seen.data.state === 'ended' ? seen.data : undefined;
    });
    report.line(
      'job',
      `${job.outcome ?? job.state}, ${job.payments.length} payments, settled in ${job.endedIn ?? ''}`,
    );
    const listed = await waitFor('the catalogue to list both assets', async () => {
      const reply = await fetch(`${marketplace.url}/catalogue?limit=10`);
      if (reply.status === 503) return undefined;
      const page = CataloguePage.parse(await reply.json());
      return page.items.length >= 2 ? page.items : undefined;
    });
    for (const entry of listed) report.line(entry.kind, entry.name ?? entry.id);
  });
}

async function readByOthers(
  { stack, narrator }: Scene,
  algorithm: PublishedAlgorithm,
  cids: readonly string[],
): Promise<void> {
  await narrator.step(
    'another IPFS client with an empty store reads every CID and checks it',
    async (report) => {
      const read = await fetchWithAnotherClient(stack, [...cids, ...algorithm.imageCids], report.progress);
      report.line(
        'checked',
        `${read.blocks} blocks, ${(read.bytes / 1e6).toFixed(1)} MB, as raw blocks and as CAR`,
      );
    },
  );
}

/** A first sale, from publishing to the decrypted model, and what everybody got for it. */
export async function playSale(scene: Scene): Promise<void> {
  scene.narrator.heading('Publishing');
  const pair = await publish(scene);
  scene.narrator.heading('Approval');
  await approve(scene, pair);
  scene.narrator.heading('A run');
  const { jobId, identity } = await buy(scene, pair);
  const result = await collect(scene, jobId, identity.identity);
  await tellPayments(scene, jobId);
  await showMirror(scene, jobId);
  await readByOthers(scene, pair.algorithm, [pair.dataset.metadata, pair.algorithm.metadata, result]);
  scene.narrator.text(`parameters of the run: ${JSON.stringify(exampleParameters)}`);
}
