/**
 * Buys one run: reads both assets on chain, takes a quote, orders, waits, and writes the verified outputs into a new folder.
 *
 *   node examples/buy-a-run/main.ts DATASET ALGORITHM PARAMETERS FOLDER
 */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { readAsset } from '@atoll/chain/read-asset';
import { readProvider } from '@atoll/chain/read-provider';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import { Hex } from '@atoll/schemas/ids';
import { decryptResult } from '@atoll/sdk/decrypt-result';
import { fetchReceipt } from '@atoll/sdk/fetch-receipt';
import { fetchResult } from '@atoll/sdk/fetch-result';
import { openIndexer } from '@atoll/sdk/indexer/open-indexer';
import { orderJob } from '@atoll/sdk/order';
import { requestQuote } from '@atoll/sdk/quote';
import { createIdentity } from '@atoll/sdk/recipient';
import { verifyResult } from '@atoll/sdk/verify-result';
import { watchJob } from '@atoll/sdk/watch-job';
import { privateKeyToAccount } from 'viem/accounts';

const [datasetId = '', algorithmId = '', parameters = '{}', folder = 'result'] = process.argv.slice(2);
const setting = (name: string) => {
  const value = process.env[name];
  if (value === undefined) throw new TypeError(`${name} is not set`);
  return value;
};

// Connect: the deployment's addresses, a node, and the key that pays.
const privateKey = Hex.parse(setting('ATOLL_PRIVATE_KEY'));
const addressBook = await readAddressBook(setting('ATOLL_DEPLOYMENT'));
const chain = await connectChain({ rpcUrl: setting('ATOLL_RPC_URL'), addressBook, privateKey });

// What is bought, and where it runs. An indexer only helps to find; the quote is checked against the chain.
const dataset = await readAsset(chain, BigInt(datasetId));
const algorithm = await readAsset(chain, BigInt(algorithmId));
const { provider, endpoint } = await readProvider(chain, dataset.terms.provider);
const indexer = openIndexer({ url: setting('ATOLL_INDEXER_URL') });
const { environments } = await indexer.providers.get([provider]);
const environment = environments.find(({ active, token }) => active && token === dataset.terms.token);
if (environment === undefined) throw new Error('the provider rents nothing in the token of the dataset');
const ctx = {
  chain,
  account: privateKeyToAccount(privateKey),
  providerUrl: endpoint,
  marketplaceUrl: setting('ATOLL_MARKETPLACE_URL'),
};

// The result is encrypted to this identity: who loses it cannot read what was paid for.
const me = await createIdentity();
await mkdir(folder, { recursive: true });
await writeFile(join(folder, 'identity.txt'), me.identity, { mode: 0o600, flag: 'wx' });

// Quote: signed by the provider, checked against request and chain. A refusal is typed and says what to do.
const quote = await requestQuote(ctx, {
  provider,
  environment: environment.id,
  datasets: [{ assetId: datasetId, metadataDigest: dataset.metadataDigest }],
  algorithm: { assetId: algorithmId, metadataDigest: algorithm.metadataDigest },
  parameters: JSON.parse(parameters),
  recipient: me.publicKey,
});
console.log(`costs at most ${quote.maximum} of ${quote.order.token}`);

// Order: the maximum is locked in escrow; what is not used comes back.
const { jobId } = await orderJob(ctx, quote);
console.log(`ordered ${jobId}`);
for await (const job of watchJob(ctx, jobId))
  console.log(job.reason === undefined ? job.state : `${job.state}: ${job.reason}`);

// Result: decrypted here, then proved against the chain before anything of it is believed.
const signed = await fetchReceipt(ctx, jobId);
const result = await decryptResult(await fetchResult(ctx, { jobId }), me.identity);
await verifyResult(chain, { signed, result });
for (const [name, bytes] of result.outputs) await writeFile(join(folder, name), bytes, { flag: 'wx' });
await writeFile(join(folder, 'receipt.json'), JSON.stringify(signed), { flag: 'wx' });
console.log(`verified: ${[...result.outputs.keys()].join(', ')}`);
