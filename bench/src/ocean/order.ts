import { dollars } from '@atoll/contracts/testing/market';
import {
  type Address,
  type PrivateKeyAccount,
  encodePacked,
  keccak256,
  parseSignature,
  zeroAddress,
} from 'viem';
import { datatokenAbi } from './abi.ts';
import type { Ocean } from './deploy.ts';
import type { OceanAsset } from './publish.ts';

/** The fee of zero that the peer's node signs into every order. */
async function signProviderFee(node: PrivateKeyAccount, token: Address) {
  const fee = { providerData: '0x', providerFeeAddress: node.address, providerFeeToken: token } as const;
  const terms = { ...fee, providerFeeAmount: 0n, validUntil: 2n ** 40n };
  const digest = keccak256(
    encodePacked(
      ['bytes', 'address', 'address', 'uint256', 'uint256'],
      [
        terms.providerData,
        terms.providerFeeAddress,
        terms.providerFeeToken,
        terms.providerFeeAmount,
        terms.validUntil,
      ],
    ),
  );
  const { r, s, yParity } = parseSignature(await node.signMessage({ message: { raw: digest } }));
  return { ...terms, v: 27 + yParity, r, s };
}

/** Buys one datatoken and spends it on an order, in the peer's single transaction for both. */
export async function buyAndOrderOcean(
  ocean: Ocean,
  buyer: PrivateKeyAccount,
  node: PrivateKeyAccount,
  asset: OceanAsset,
): Promise<number> {
  const { market } = ocean;
  const receipt = await market.mined(
    await market.wallet.writeContract({
      address: asset.datatoken,
      abi: datatokenAbi,
      functionName: 'buyFromFreAndOrder',
      account: buyer,
      chain: null,
      args: [
        {
          consumer: node.address,
          serviceIndex: 0n,
          providerFee: await signProviderFee(node, market.token),
          consumeMarketFee: {
            consumeMarketFeeAddress: zeroAddress,
            consumeMarketFeeToken: zeroAddress,
            consumeMarketFeeAmount: 0n,
          },
        },
        {
          exchangeContract: ocean.exchange,
          exchangeId: asset.exchangeId,
          maxBaseTokenAmount: dollars(1_000),
          swapMarketFee: 0n,
          marketFeeAddress: zeroAddress,
        },
      ],
    }),
  );
  return Number(receipt.gasUsed);
}
