import type { Act } from '@atoll/schemas/act';
import { actDigest, signAct } from '@atoll/chain/act';
import { jobIdOf } from '@atoll/chain/job-id';
import { jobEndForChain, readJobEnd } from '@atoll/chain/read-job-end';
import { disputesAbi } from '@atoll/contracts/generated/disputes';
import { ratingsAbi } from '@atoll/contracts/generated/ratings';
import { relayAbi } from '@atoll/contracts/generated/relay';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { Order } from '@atoll/schemas/order';
import { encodeFunctionData, zeroHash } from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { randomDigest, type Role } from './actor.ts';
import type { Market } from './market.ts';
import { Reverted, senderOf } from './sender.ts';

/** What buyers, providers and arbiters do after an end, and acts that others send. */
export function disputeActions(market: Market) {
  const { book, chain, wallets } = market;
  const dollar = tokenOf(market);
  const { disputes, ratings, relay, jobs } = book.contracts;
  const { send, sendAs } = senderOf(market);
  const endOf = async (order: Order) => {
    const end = await readJobEnd(chain, jobIdOf(order, { chainId: book.chainId, jobs }));
    if (end === undefined) throw new Reverted('the job has not ended');
    return jobEndForChain(end);
  };

  return {
    dispute: async (order: Order) => {
      const mint = { abi: testDollarAbi, functionName: 'mint', args: [order.buyer, 10n ** 9n] } as const;
      await sendAs(order.buyer, dollar, encodeFunctionData(mint));
      const allow = { abi: testDollarAbi, functionName: 'approve', args: [disputes, 10n ** 9n] } as const;
      await sendAs(order.buyer, dollar, encodeFunctionData(allow));
      const args = [order, await endOf(order), randomDigest()] as const;
      const data = encodeFunctionData({ abi: disputesAbi, functionName: 'open', args });
      await sendAs(order.buyer, disputes, data);
    },
    answer: (role: Role, jobId: Bytes32) =>
      send(
        role,
        disputes,
        encodeFunctionData({ abi: disputesAbi, functionName: 'answer', args: [jobId, randomDigest()] }),
      ),
    rule: (role: Role, jobId: Bytes32, slashed: bigint, bondForfeited: boolean) =>
      send(
        role,
        disputes,
        encodeFunctionData({
          abi: disputesAbi,
          functionName: 'rule',
          args: [jobId, slashed, bondForfeited],
        }),
      ),
    lapse: (jobId: Bytes32) =>
      send(
        'stranger',
        disputes,
        encodeFunctionData({ abi: disputesAbi, functionName: 'lapse', args: [jobId] }),
      ),
    rate: async (order: Order, score: number) => {
      const args = [order, await endOf(order), score, zeroHash] as const;
      await sendAs(order.buyer, ratings, encodeFunctionData({ abi: ratingsAbi, functionName: 'rate', args }));
    },
    /** An act, carried out by somebody else or taken back. */
    act: async (
      role: Role,
      how: 'execute' | 'revoke',
      fee = 0n,
      calls: Act['calls'] = [],
    ): Promise<Bytes32> => {
      const act: Act = {
        ...{ account: wallets[role].address, calls, feeToken: dollar, fee },
        ...{ deadline: (await market.now()) + 3_600, salt: randomDigest() },
      };
      const deployment = { chainId: book.chainId, relay };
      const signature = await signAct(privateKeyToAccount(wallets[role].privateKey), act, deployment);
      const data =
        how === 'execute'
          ? encodeFunctionData({ abi: relayAbi, functionName: 'execute', args: [act, signature] })
          : encodeFunctionData({ abi: relayAbi, functionName: 'revoke', args: [act] });
      await send(how === 'execute' ? 'stranger' : role, relay, data);
      return actDigest(act, deployment);
    },
  };
}

/** The token that the market accepts from the start. */
export function tokenOf({ book }: Pick<Market, 'book'>) {
  const [listed] = book.tokens;
  if (listed === undefined) throw new TypeError('the market has no token');
  return listed.address;
}
