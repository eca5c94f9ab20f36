import { createHash } from 'node:crypto';
import { dollars } from '@atoll/contracts/testing/market';
import { type Address, type Hex, type PrivateKeyAccount, maxUint256, zeroAddress } from 'viem';
import { factoryAbi, nftAbi } from './abi.ts';
import type { Ocean } from './deploy.ts';

export type OceanAsset = { datatoken: Address; exchangeId: Hex; gas: number };

/** Bytes that compress no further, like the encrypted metadata that the peer's publishers send. */
function opaqueBytes(length: number): Hex {
  const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, index) =>
    createHash('sha256').update(`metadata ${index}`).digest('hex'),
  );
  return `0x${blocks.join('').slice(0, length * 2)}`;
}

const metadata = opaqueBytes(1_024);
const metadataHash: Hex = `0x${createHash('sha256').update(metadata).digest('hex')}`;

/** The peer's publication of a priced asset: token, datatoken and fixed rate in one transaction, metadata of 1 KB in a second. */
export async function publishOcean(
  ocean: Ocean,
  owner: PrivateKeyAccount,
  price: bigint,
): Promise<OceanAsset> {
  const { market } = ocean;
  const { result, request } = await market.chain.simulateContract({
    address: ocean.factory,
    abi: factoryAbi,
    functionName: 'createNftWithErc20WithFixedRate',
    account: owner,
    args: [
      {
        name: 'Dataset',
        symbol: 'DATA',
        templateIndex: 1n,
        tokenURI: 'ipfs://bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku',
        transferable: true,
        owner: owner.address,
      },
      {
        templateIndex: ocean.template,
        strings: ['Datatoken', 'DT'],
        addresses: [owner.address, zeroAddress, zeroAddress, zeroAddress],
        uints: [maxUint256, 0n],
        bytess: [],
      },
      {
        fixedPriceAddress: ocean.exchange,
        addresses: [market.token, owner.address, owner.address, zeroAddress],
        // decimals of both tokens, rate with 18 decimals, market fee, mints on demand
        uints: [6n, 18n, (price * 10n ** 18n) / dollars(1), 0n, 1n],
      },
    ],
  });
  const created = await market.mined(await market.wallet.writeContract(request));
  const [nft, datatoken, exchangeId] = result;
  const described = await market.mined(
    await market.wallet.writeContract({
      address: nft,
      abi: nftAbi,
      functionName: 'setMetaData',
      account: owner,
      chain: null,
      args: [0, 'https://node.example', '123', '0x02', metadata, metadataHash, []],
    }),
  );
  return { datatoken, exchangeId, gas: Number(created.gasUsed + described.gasUsed) };
}
