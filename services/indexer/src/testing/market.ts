import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connectChain } from '@atoll/chain/connect';
import { AddressBook } from '@atoll/contracts/address-book';
import { deploy } from '@atoll/contracts/deploy';
import { Address } from '@atoll/schemas/ids';
import type { Leg, Order } from '@atoll/schemas/order';
import { startAnvil } from '@atoll/tests/support/anvil';
import { castWallets } from '@atoll/tests/support/wallets';
import { createActor, randomDigest } from './actor.ts';
import { approvalActions } from './approval-actions.ts';
import { assetActions } from './asset-actions.ts';
import { bountyActions } from './bounty-actions.ts';
import { channelActions } from './channel-actions.ts';
import { creditActions } from './credit-actions.ts';
import { jobActions } from './job-actions.ts';
import { lineageActions } from './lineage-actions.ts';
import { passActions } from './pass-actions.ts';
import { providerActions } from './provider-actions.ts';
import { rewardActions } from './reward-actions.ts';
import { shareActions } from './share-actions.ts';

/** A local chain with the contracts, and what people do on it. Every call resolves when its transaction is mined. */
export type Market = Awaited<ReturnType<typeof startMarket>>;

/** Starts anvil, deploys the contracts and opens a provider. `stop` ends all of it. */
export async function startMarket(input: { chainId?: number } = {}) {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
  const args = input.chainId === undefined ? [] : ['--chain-id', String(input.chainId)];
  const anvil = await startAnvil({ args });
  const wallets = castWallets(
    anvil.accounts.map(({ address, privateKey }) => ({ address: Address.parse(address), privateKey })),
  );
  const deployed = await deploy({
    rpcUrl: anvil.rpcUrl,
    deployerKey: wallets.deployer.privateKey,
    treasury: wallets.treasury.address,
    outFile: join(directory, 'deployment.json'),
    withTestDollar: true,
  });
  const book = AddressBook.parse(deployed);
  const chain = await connectChain({ rpcUrl: anvil.rpcUrl, addressBook: book, pollingInterval: 20 });
  const actor = createActor(anvil, chain, book, wallets);
  const actions = {
    ...assetActions(actor),
    ...approvalActions(actor),
    ...lineageActions(actor),
    ...providerActions(actor),
    ...jobActions(actor),
    ...creditActions(actor),
    ...passActions(actor),
    ...shareActions(actor),
    ...channelActions(actor),
    ...bountyActions(actor),
    ...rewardActions(actor),
  };
  await actions.fund('provider', book.contracts.providerRegistry, 10n ** 15n);
  await actions.fund('buyer', book.contracts.jobs, 10n ** 12n);
  await actions.register('provider', 'http://127.0.0.1:4102');
  await actions.collateral('provider', 'deposit', 10n ** 14n);
  const environment = await actions.rent('provider', randomDigest());
  const now = async () => Number((await chain.publicClient.getBlock()).timestamp);

  /** An order of one dataset and one algorithm, as the provider would quote it. */
  const draft = async (
    dataset: Omit<Leg, 'series'> & { series?: number },
    algorithm: Omit<Leg, 'series'>,
  ): Promise<Order> => {
    const time = await now();
    return {
      buyer: wallets.buyer.address,
      provider: wallets.provider.address,
      payout: wallets.provider.address,
      token: actor.token,
      environment,
      datasets: [{ series: 0, ...dataset }],
      algorithm: { ...algorithm, series: 0 },
      parametersDigest: randomDigest(),
      recipient: randomDigest(),
      pricePerSecond: 10n,
      maxSeconds: 600,
      failureCap: 3000n,
      relayFee: 0n,
      feeRate: await actions.feeRate(),
      runBy: time + 3600,
      reviewBy: time + 7200,
      settleBy: time + 10_800,
      salt: randomDigest(),
    };
  };
  return {
    ...actions,
    create: actor.create,
    token: actor.token,
    anvil,
    book,
    chain,
    wallets,
    environment,
    now,
    draft,
    deploymentFile: join(directory, 'deployment.json'),
    stop: async () => {
      await anvil.stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
