import { simulateThenSend } from '@atoll/chain/write';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { minedReceipt } from '@atoll/contracts/mined-receipt';
import { dollars } from '@atoll/contracts/testing/market';
import { Address } from '@atoll/schemas/ids';
import { PreparedActs } from '@atoll/schemas/prepare-api';
import { expect } from 'vitest';
import type { PrepareVerb } from '../src/prepare/verbs.ts';
import type { LocalChain } from './local-chain.ts';
import { markets } from './market.ts';

export type Somebody = Awaited<ReturnType<LocalChain['somebody']>>;

/** Somebody with dollars in the wallet. */
export async function somebodyWith(local: LocalChain, amount: number): Promise<Somebody> {
  const who = await local.somebody();
  await simulateThenSend(who.chain, {
    address: Address.parse(local.market.token),
    abi: testDollarAbi,
    functionName: 'mint',
    args: [who.account.address, dollars(amount)],
  });
  return who;
}

/** Marketplaces without any key, and what they answer to a verb. */
export async function preparing() {
  const openMarketplace = await markets();
  return async (local: LocalChain) => {
    const reading = await local.somebody();
    const { wallet: _wallet, ...chain } = reading.chain;
    const market = await openMarketplace({ deployment: local.market.book, chain });
    const ask = (verb: PrepareVerb, who: { account: { address: string } }, input: unknown) =>
      market.app.request(`/prepare/${verb}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ account: who.account.address, arguments: input }),
      });
    const prepare = async (
      verb: PrepareVerb,
      who: { account: { address: string } },
      input: unknown,
    ): Promise<PreparedActs> => {
      const response = await ask(verb, who, input);
      const body: unknown = await response.json();
      expect(response.status, JSON.stringify(body)).toBe(200);
      return PreparedActs.parse(body);
    };
    return { ...market, ask, prepare };
  };
}

/** Signs and sends what was prepared, as a wallet does that knows nothing of Atoll. */
export async function send(who: Somebody, { transactions }: PreparedActs): Promise<void> {
  const { chain } = who;
  for (const { to, data, value, gas } of transactions) {
    const sender = chain.wallet;
    if (sender === undefined) throw new TypeError('somebody has a wallet');
    const hash = await sender.sendTransaction({ to, data, value: BigInt(value), gas: BigInt(gas) });
    const receipt = await minedReceipt(chain.publicClient, hash);
    expect(receipt.status).toBe('success');
  }
}
