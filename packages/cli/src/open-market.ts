import { readFile } from 'node:fs/promises';
import type { Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { readAsset } from '@atoll/chain/read-asset';
import { readProvider } from '@atoll/chain/read-provider';
import { readAddressBook } from '@atoll/contracts/read-address-book';
import type { MarketContext } from '@atoll/sdk/context';
import type { Hex } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import type { Invocation } from './command.ts';
import { FileRefused, SettingMissing } from './errors.ts';

/** No command asks a marketplace; a name that nobody can ever have (RFC 2606) stands where the SDK wants one. */
const noMarketplace = 'http://marketplace.invalid';

type Asked = Pick<Invocation, 'given' | 'env'>;

/**
 * The chain that options or environment name, for reading.
 * @throws SettingMissing, ChainMismatch, ChainUnavailable
 */
export function openChain(asked: Asked): Promise<Chain> {
  return connect(asked);
}

async function connect({ given, env }: Asked, privateKey?: Hex): Promise<Chain> {
  const rpcUrl = given.text['rpc'] ?? env['ATOLL_RPC_URL'];
  if (rpcUrl === undefined) throw new SettingMissing("the chain's endpoint", '--rpc <url>', 'ATOLL_RPC_URL');
  const path = given.text['deployment'] ?? env['ATOLL_DEPLOYMENT'];
  if (path === undefined)
    throw new SettingMissing('the deployment', '--deployment <file>', 'ATOLL_DEPLOYMENT');
  return connectChain({
    rpcUrl,
    addressBook: await readAddressBook(path),
    ...(privateKey === undefined ? {} : { privateKey }),
  });
}

/**
 * What the SDK's verbs work with: chain, provider, and the key that signs requests. The key leaves this process only as signatures.
 *
 * @param datasetId whose provider is asked where none is named
 * @throws SettingMissing, FileRefused
 */
export async function openMarket(asked: Asked, datasetId?: bigint): Promise<MarketContext> {
  const privateKey = await readKey(asked);
  const chain = await openChain(asked);
  const named = asked.given.text['provider'] ?? asked.env['ATOLL_PROVIDER_URL'];
  const providerUrl = named ?? (datasetId === undefined ? undefined : await endpointOf(chain, datasetId));
  if (providerUrl === undefined)
    throw new SettingMissing('the compute provider', '--provider <url>', 'ATOLL_PROVIDER_URL');
  return { chain, marketplaceUrl: noMarketplace, providerUrl, account: privateKeyToAccount(privateKey) };
}

/**
 * The same for verbs that send transactions, which the key pays for; the provider is known where it is named.
 * @throws SettingMissing, FileRefused
 */
export async function openWallet(asked: Asked): Promise<MarketContext> {
  const privateKey = await readKey(asked);
  const chain = await connect(asked, privateKey);
  const providerUrl = asked.given.text['provider'] ?? asked.env['ATOLL_PROVIDER_URL'];
  return {
    chain,
    marketplaceUrl: noMarketplace,
    ...(providerUrl === undefined ? {} : { providerUrl }),
    account: privateKeyToAccount(privateKey),
  };
}

async function endpointOf(chain: Chain, datasetId: bigint): Promise<string> {
  const { terms } = await readAsset(chain, datasetId);
  return (await readProvider(chain, terms.provider)).endpoint;
}

async function readKey({ given, env }: Asked): Promise<`0x${string}`> {
  const path = given.text['key-file'];
  const text =
    path === undefined
      ? env['ATOLL_PRIVATE_KEY']
      : await readFile(path, 'utf8').catch((cause: unknown) => {
          throw new FileRefused(path, 'it cannot be read', cause);
        });
  if (text === undefined)
    throw new SettingMissing('the key that signs', '--key-file <file>', 'ATOLL_PRIVATE_KEY');
  const digits = /^0x([0-9a-fA-F]{64})$/.exec(text.trim())?.[1];
  // What was found is not repeated: it may be a key with a typing error.
  if (digits === undefined)
    throw new FileRefused(
      path ?? 'ATOLL_PRIVATE_KEY',
      'it holds no key of the form 0x and 64 hexadecimal digits',
    );
  return `0x${digits}`;
}
