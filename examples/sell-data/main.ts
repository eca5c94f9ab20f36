/**
 * Publishes a folder of data that lies at a provider, and approves one algorithm for it. The key is the owner's, who is the custodian too.
 *
 *   node examples/sell-data/main.ts NAME FOLDER PRICE ALGORITHM
 */
import { connectChain } from '@atoll/chain/connect';
import { readAsset } from '@atoll/chain/read-asset';
import { readProvider } from '@atoll/chain/read-provider';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import { Address, Hex } from '@atoll/schemas/ids';
import { approveAlgorithm } from '@atoll/sdk/approve-algorithm';
import { publishDataset } from '@atoll/sdk/publish-dataset';
import { registerDataset } from '@atoll/sdk/register-dataset';
import { privateKeyToAccount } from 'viem/accounts';

const [name = '', path = '', price = '', algorithmId = ''] = process.argv.slice(2);
const setting = (variable: string) => {
  const value = process.env[variable];
  if (value === undefined) throw new TypeError(`${variable} is not set`);
  return value;
};

const privateKey = Hex.parse(setting('ATOLL_PRIVATE_KEY'));
const addressBook = await readAddressBook(setting('ATOLL_DEPLOYMENT'));
const chain = await connectChain({ rpcUrl: setting('ATOLL_RPC_URL'), addressBook, privateKey });
const { provider, endpoint } = await readProvider(chain, Address.parse(setting('ATOLL_PROVIDER')));
const ctx = {
  chain,
  account: privateKeyToAccount(privateKey),
  providerUrl: endpoint,
  marketplaceUrl: setting('ATOLL_MARKETPLACE_URL'),
};

// The provider takes an immutable snapshot; what leaves it is a salted commitment, names and types of columns.
const snapshot = await registerDataset(ctx, {
  name,
  source: { kind: 'folder', path },
  rules: { release: 'review', outputTypes: ['json', 'onnx'], maxOutputBytes: 1 << 20, reviewers: 1 },
});
console.log(`registered: commitment ${snapshot.commitment.cid}`);

// The metadata document is pinned, the asset minted. The price is in the token's smallest unit.
const [token] = chain.tokens;
if (token === undefined) throw new Error('the deployment accepts no token');
const { tokenId } = await publishDataset(ctx, {
  snapshot,
  description: { name, description: `The folder ${name}.`, license: 'CC-BY-4.0', version: '1.0.0' },
  terms: { token: token.address, price: BigInt(price), provider, reviewWindow: 3600 },
});
console.log(`published: dataset ${tokenId}`);

// Exactly this version may run: at the provider, which fetches and verifies its image now, and on chain.
const { metadataDigest } = await readAsset(chain, BigInt(algorithmId));
await approveAlgorithm(ctx, { datasetId: tokenId, algorithmId: BigInt(algorithmId), metadataDigest });
console.log(`approved: algorithm ${algorithmId}, for 30 days`);
