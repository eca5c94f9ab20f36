import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { jobIdOf } from '@atoll/chain/job-id';
import { receiptForChain, signQuote, signReceipt } from '@atoll/chain/sign';
import { simulateThenSend } from '@atoll/chain/write';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import {
  assets,
  dollars,
  draftOrder,
  type Leg as MarketLeg,
  type MarketProvider,
  openMarket,
  publish,
} from '@atoll/contracts/testing/market';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import type { Leg, Order } from '@atoll/schemas/order';
import type { MarketContext } from '@atoll/sdk/context';
import { openEmbeddedStorage } from '@atoll/storage/embedded';
import { startAnvil } from '@atoll/tests/support/anvil';
import { choosePort } from '@atoll/tests/support/stack/ports';
import { defineService } from '@atoll/tests/support/stack/service';
import { waitFor } from '@atoll/tests/support/wait';
import type { PrivateKeyAccount } from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';

const Status = z.object({
  chains: z.array(z.object({ phase: z.string(), indexed: z.object({ number: z.number() }).optional() })),
});

/** A chain of the test's own with Atoll deployed on it, and an indexer that mirrors it where it is asked for. */
export async function localChain(
  input: {
    databaseUrl?: string;
    /** Documents that the indexer has already. */
    documents?: readonly Uint8Array[];
  } = {},
) {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-market-chain-'));
  const storage = await openEmbeddedStorage({ directory: join(directory, 'indexer'), gateways: [] });
  for (const document of input.documents ?? []) await storage.putDocument(document);
  await storage.close();
  const anvil = await startAnvil();
  const deployer = anvil.accounts[0];
  if (deployer === undefined) throw new TypeError('the chain has no accounts');
  const outFile = join(directory, '31337.json');
  const market = await openMarket({ rpcUrl: anvil.rpcUrl, deployerKey: deployer.privateKey, outFile });
  const indexer =
    input.databaseUrl === undefined
      ? undefined
      : defineService({
          name: 'indexer',
          port: await choosePort(undefined),
          env: {
            DATABASE_URL: input.databaseUrl,
            RPC_URL: anvil.rpcUrl,
            DEPLOYMENT: outFile,
            LOG_LEVEL: 'warn',
            IPFS_DIRECTORY: join(directory, 'indexer'),
          },
        });
  await indexer?.start();
  const connect = (privateKey: `0x${string}`): Promise<Chain> =>
    connectChain({ rpcUrl: anvil.rpcUrl, addressBook: market.book, privateKey, pollingInterval: 20 });
  return {
    market,
    anvil,
    indexerUrl: indexer?.url ?? '',
    /** Somebody with native coin, who acts through the SDK. */
    async somebody(
      key = generatePrivateKey(),
    ): Promise<MarketContext & { account: PrivateKeyAccount; key: `0x${string}` }> {
      const account = privateKeyToAccount(key);
      await market.control.setBalance({ address: account.address, value: 10n ** 20n });
      return { chain: await connect(key), account, marketplaceUrl: 'http://127.0.0.1:9', key };
    },
    /** Waits until the indexer has everything that the chain has. */
    async indexed(): Promise<void> {
      const head = Number(await market.chain.getBlockNumber());
      await waitFor('the indexer to reach the head', async () => {
        const reply = await fetch(`${indexer?.url ?? ''}/status`);
        const [chain] = Status.parse(await reply.json()).chains;
        return chain?.phase === 'live' && (chain.indexed?.number ?? 0) >= head;
      });
    },
    async stop(): Promise<void> {
      await indexer?.stop();
      await anvil.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
export type LocalChain = Awaited<ReturnType<typeof localChain>>;

const legOf = (leg: MarketLeg): Leg => ({
  ...leg,
  metadataDigest: Bytes32.parse(leg.metadataDigest),
  payee: Address.parse(leg.payee),
});

/** A dataset and an algorithm of one owner, the algorithm approved. */
export async function publishPair(
  local: LocalChain,
  owner: PrivateKeyAccount,
  provider: MarketProvider,
  nonce = 0n,
) {
  const hosted = { provider: provider.account.address, nonce };
  const { market } = local;
  const dataset = await publish(market, owner, { kind: 'dataset', price: dollars(10), ...hosted });
  const algorithm = await publish(market, owner, { kind: 'algorithm', price: dollars(5), ...hosted });
  const { assetId, metadataDigest } = algorithm.leg;
  await assets(market, owner, 'approveAlgorithm', [
    dataset.leg.assetId,
    assetId,
    metadataDigest,
    2 ** 39,
    100,
  ]);
  return { dataset: dataset.leg, algorithm: algorithm.leg };
}

/** An order with a provider's quote for it. */
export async function quoted(
  local: LocalChain,
  input: {
    buyer: `0x${string}`;
    provider: MarketProvider;
    pair: { dataset: MarketLeg; algorithm: MarketLeg };
    relayFee?: bigint;
  },
) {
  const { market } = local;
  const draft = await draftOrder(market, {
    buyer: input.buyer,
    provider: input.provider,
    datasets: [input.pair.dataset],
    algorithm: input.pair.algorithm,
    relayFee: input.relayFee ?? 0n,
  });
  const order: Order = {
    ...draft,
    buyer: Address.parse(draft.buyer),
    provider: Address.parse(draft.provider),
    payout: Address.parse(draft.payout),
    token: Address.parse(draft.token),
    datasets: [legOf(input.pair.dataset)],
    algorithm: legOf(input.pair.algorithm),
  };
  const deployment = { chainId: market.book.chainId, jobs: market.book.contracts.jobs };
  const jobId = jobIdOf(order, deployment);
  const signature = await signQuote(input.provider.operator, { jobId, validUntil: order.runBy }, deployment);
  return { order, jobId, deployment, quote: { validUntil: order.runBy, signature } };
}
export type Quoted = Awaited<ReturnType<typeof quoted>>;

/** The provider reports ten seconds of work, and the job is settled. */
export async function settle(
  local: LocalChain,
  by: Pick<MarketContext, 'chain'>,
  provider: MarketProvider,
  { order, jobId, deployment }: Quoted,
  outputsRoot: `0x${string}` = `0x${'3'.repeat(64)}`,
): Promise<void> {
  await local.market.control.increaseTime({ seconds: 60 });
  const receipt = {
    jobId,
    outcome: 'released',
    computeSeconds: 10,
    resultDigest: `0x${'1'.repeat(64)}`,
    statementDigest: `0x${'2'.repeat(64)}`,
    outputsRoot,
  } as const;
  const signature = await signReceipt(provider.operator, receipt, deployment);
  await simulateThenSend(by.chain, {
    address: by.chain.addresses.jobs,
    abi: jobsAbi,
    functionName: 'settle',
    args: [order, receiptForChain(receipt), signature],
  });
}
