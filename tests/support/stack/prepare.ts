import { connectChain } from '@atoll/chain/connect';
import { simulateThenSend } from '@atoll/chain/write';
import type { AddressBook } from '@atoll/contracts/address-book';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { EnvironmentOffer } from '@atoll/schemas/environment';
import type { Bytes32 } from '@atoll/schemas/ids';
import { depositCollateral, registerProvider, setEnvironment } from '@atoll/sdk/provider-register';
import { privateKeyToAccount } from 'viem/accounts';
import { z } from 'zod';
import type { RunningAnvil } from '../anvil.ts';
import type { Wallet, Wallets } from '../wallets.ts';

interface Prepared {
  anvil: RunningAnvil;
  addressBook: AddressBook;
  wallets: Wallets;
  token: AddressBook['tokens'][number];
  providerUrl: string;
}

/** Collateral of the stack's provider: 100,000 test dollars, so that many jobs can be open at once. */
const collateral = 100_000_000_000n;
/** What the buyer owns to begin with: 10,000 test dollars. */
const purse = 10_000_000_000n;

async function connectAs({ anvil, addressBook }: Prepared, wallet: Wallet) {
  const chain = await connectChain({
    rpcUrl: anvil.rpcUrl,
    addressBook,
    privateKey: wallet.privateKey,
    pollingInterval: 50,
  });
  return { chain, account: privateKeyToAccount(wallet.privateKey) };
}

async function mint(prepared: Prepared, wallet: Wallet, amount: bigint): Promise<void> {
  const { chain } = await connectAs(prepared, wallet);
  await simulateThenSend(chain, {
    address: prepared.token.address,
    abi: testDollarAbi,
    functionName: 'mint',
    args: [wallet.address, amount],
  });
}

/** Registers the provider, what it rents and its collateral. Gives the id of its environment. */
export async function prepareProvider(prepared: Prepared): Promise<Bytes32> {
  const { wallets, token, providerUrl } = prepared;
  await mint(prepared, wallets.provider, collateral);
  const ctx = await connectAs(prepared, wallets.provider);
  await registerProvider(ctx, {
    operator: wallets.operator.address,
    payout: wallets.provider.address,
    endpoint: providerUrl,
  });
  const reply = await fetch(`${providerUrl}/environments`, { signal: AbortSignal.timeout(10_000) });
  const [offer] = z
    .array(EnvironmentOffer)
    .min(1)
    .parse(await reply.json());
  if (offer === undefined) throw new Error('the provider offers no environment');
  const { id } = await setEnvironment(ctx, {
    document: offer.document,
    token: token.address,
    pricePerSecond: BigInt(offer.pricePerSecond),
    slots: offer.slots,
  });
  await depositCollateral(ctx, { token: token.address, bonded: collateral });
  return id;
}

/** Gives the buyer money to spend. */
export function fundBuyer(prepared: Prepared): Promise<void> {
  return mint(prepared, prepared.wallets.buyer, purse);
}
