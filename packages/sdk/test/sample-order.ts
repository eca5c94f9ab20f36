import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';

const address = (digit: string) => Address.parse(`0x${digit.repeat(40)}`);
const word = (digit: string) => Bytes32.parse(`0x${digit.repeat(64)}`);

/** An order that is valid in every field; block time 1,000,000. */
export function sampleOrder(): Order {
  return {
    buyer: address('a'),
    provider: address('b'),
    payout: address('c'),
    token: address('d'),
    environment: word('e'),
    datasets: [
      { assetId: 1n, metadataDigest: word('1'), payee: address('1'), price: 10_000_000n, series: 0 },
    ],
    algorithm: { assetId: 2n, metadataDigest: word('2'), payee: address('2'), price: 5_000_000n, series: 0 },
    parametersDigest: word('5'),
    recipient: word('6'),
    pricePerSecond: 1000n,
    maxSeconds: 60,
    failureCap: 60_000n,
    relayFee: 0n,
    feeRate: 250,
    runBy: 1_000_900,
    reviewBy: 1_001_000,
    settleBy: 1_002_000,
    salt: word('7'),
  };
}
