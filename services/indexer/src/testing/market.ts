import { createHash, randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Chain } from '@atoll/chain/chain';
import { connectChain } from '@atoll/chain/connect';
import { jobIdOf } from '@atoll/chain/job-id';
import { signQuote, signReceipt, signReport } from '@atoll/chain/sign';
import { AddressBook } from '@atoll/contracts/address-book';
import { deploy } from '@atoll/contracts/deploy';
import { assetRegistryAbi } from '@atoll/contracts/generated/assetRegistry';
import { jobsAbi } from '@atoll/contracts/generated/jobs';
import { providerRegistryAbi } from '@atoll/contracts/generated/providerRegistry';
import { testDollarAbi } from '@atoll/contracts/generated/testDollar';
import { type AssetKind, assetKinds } from '@atoll/schemas/asset';
import { Address, Bytes32 } from '@atoll/schemas/ids';
import { type Outcome, outcomes } from '@atoll/schemas/job';
import { type Order } from '@atoll/schemas/order';
import { type RunningAnvil, startAnvil } from '@atoll/tests/support/anvil';
import { castWallets, type Wallets } from '@atoll/tests/support/wallets';
import {
  createWalletClient,
  encodeAbiParameters,
  encodeFunctionData,
  type Hex,
  http,
  keccak256,
  parseAbi,
  zeroAddress,
  zeroHash,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';

export type Role = keyof Wallets;

/** Enough for everything here; given outright, so that a transaction that reverts is mined all the same. */
const gas = 3_000_000n;

export const digestOf = (bytes: Uint8Array): Bytes32 =>
  Bytes32.parse(`0x${createHash('sha256').update(bytes).digest('hex')}`);
export const randomDigest = (): Bytes32 => Bytes32.parse(`0x${randomBytes(32).toString('hex')}`);

/** A local chain with the contracts, and what people do on it. Every call resolves when its transaction is mined. */
export type Market = Awaited<ReturnType<typeof startMarket>>;

function createActions(anvil: RunningAnvil, chain: Chain, book: AddressBook, wallets: Wallets) {
  const { assetRegistry, providerRegistry, jobs } = book.contracts;
  const token = Address.parse(book.tokens[0]?.address);
  const client = (role: Role) =>
    createWalletClient({
      account: privateKeyToAccount(wallets[role].privateKey),
      chain: chain.publicClient.chain,
      transport: http(anvil.rpcUrl),
    });
  const signer = (role: Role) => privateKeyToAccount(wallets[role].privateKey);
  const deployment = { chainId: book.chainId, jobs };

  const send = async (role: Role, to: Address, data: Hex) => {
    const hash = await client(role).sendTransaction({ to, data, gas });
    return chain.publicClient.waitForTransactionReceipt({ hash, pollingInterval: 10 });
  };
  const terms = (price: bigint) => ({
    token,
    price,
    provider: wallets.provider.address,
    beneficiary: zeroAddress,
    derivativeRoyalty: 0,
    resaleRoyalty: 0,
    reviewWindow: 0,
  });
  const registry = (role: Role, data: Hex) => send(role, assetRegistry, data);

  return {
    token,
    send,
    async publish(
      role: Role,
      input: { kind?: AssetKind; metadataDigest?: Bytes32; commitment?: Bytes32; price?: bigint } = {},
    ): Promise<bigint> {
      const { kind = 'dataset', metadataDigest = randomDigest(), price = 1_000_000n } = input;
      const commitment = input.commitment ?? (kind === 'dataset' ? randomDigest() : zeroHash);
      const nonce = BigInt(`0x${randomBytes(8).toString('hex')}`);
      const publication = { kind: assetKinds.indexOf(kind), metadataDigest, commitment, terms: terms(price) };
      await registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'publish',
          args: [publication, nonce],
        }),
      );
      return chain.publicClient.readContract({
        address: assetRegistry,
        abi: assetRegistryAbi,
        functionName: 'assetIdOf',
        args: [wallets[role].address, metadataDigest, nonce],
      });
    },
    update: (role: Role, assetId: bigint, fromVersion: number, metadataDigest: Bytes32, commitment: Hex) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'update',
          args: [assetId, fromVersion, metadataDigest, commitment],
        }),
      ),
    setPrice: (role: Role, assetId: bigint, price: bigint) =>
      registry(
        role,
        encodeFunctionData({ abi: assetRegistryAbi, functionName: 'setTerms', args: [assetId, terms(price)] }),
      ),
    setState: (role: Role, assetId: bigint, state: 0 | 1 | 2) =>
      registry(
        role,
        encodeFunctionData({ abi: assetRegistryAbi, functionName: 'setState', args: [assetId, state] }),
      ),
    transfer: (role: Role, assetId: bigint, to: Role) =>
      registry(
        role,
        encodeFunctionData({
          abi: parseAbi(['function transferFrom(address from, address to, uint256 tokenId)']),
          args: [wallets[role].address, wallets[to].address, assetId],
        }),
      ),
    approve: (role: Role, dataset: bigint, digest: Bytes32, expiresAt: number, runs = 0xffffffff) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'approveAlgorithm',
          args: [dataset, digest, expiresAt, runs],
        }),
      ),
    revoke: (role: Role, dataset: bigint, digest: Bytes32) =>
      registry(
        role,
        encodeFunctionData({
          abi: assetRegistryAbi,
          functionName: 'revokeAlgorithm',
          args: [dataset, digest],
        }),
      ),
    async fund(role: Role, spender: Address, amount: bigint): Promise<void> {
      const mint = { abi: testDollarAbi, functionName: 'mint', args: [wallets[role].address, amount] } as const;
      const allow = { abi: testDollarAbi, functionName: 'approve', args: [spender, amount] } as const;
      await send(role, token, encodeFunctionData(mint));
      await send(role, token, encodeFunctionData(allow));
    },
    register: (role: Role, endpoint: string) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({
          abi: providerRegistryAbi,
          functionName: 'register',
          args: [{ operator: wallets.operator.address, payout: wallets[role].address, endpoint }],
        }),
      ),
    async rent(role: Role, resourcesDigest: Bytes32, pricePerSecond = 10n): Promise<Bytes32> {
      const environment = { resourcesDigest, token, pricePerSecond, slots: 4, active: true };
      await send(
        role,
        providerRegistry,
        encodeFunctionData({
          abi: providerRegistryAbi,
          functionName: 'setEnvironment',
          args: [environment],
        }),
      );
      return keccak256(
        encodeAbiParameters(
          [{ type: 'address' }, { type: 'bytes32' }],
          [wallets[role].address, resourcesDigest],
        ),
      );
    },
    collateral: (role: Role, functionName: 'deposit' | 'unbond', amount: bigint) =>
      send(
        role,
        providerRegistry,
        encodeFunctionData({ abi: providerRegistryAbi, functionName, args: [token, amount] }),
      ),
    async order(details: Order): Promise<Bytes32> {
      const jobId = jobIdOf(details, deployment);
      const validUntil = details.runBy;
      const signature = await signQuote(signer('operator'), { jobId, validUntil }, deployment);
      const data = encodeFunctionData({
        abi: jobsAbi,
        functionName: 'order',
        args: [details, { validUntil, signature }],
      });
      await send('buyer', jobs, data);
      return jobId;
    },
    async settle(details: Order, outcome: Outcome, computeSeconds: number) {
      const jobId = jobIdOf(details, deployment);
      const resultDigest = outcome === 'released' ? randomDigest() : zeroHash;
      const receipt = { jobId, computeSeconds, resultDigest, statementDigest: randomDigest(), outputsRoot: zeroHash };
      const signature = await signReceipt(signer('operator'), { ...receipt, outcome }, deployment);
      const args = [details, { ...receipt, outcome: outcomes.indexOf(outcome) }, signature] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'settle', args }));
    },
    async report(details: Order, computeSeconds: number) {
      const jobId = jobIdOf(details, deployment);
      const signature = await signReport(signer('operator'), { jobId, computeSeconds }, deployment);
      const args = [details, computeSeconds, signature] as const;
      return send('operator', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'reportRun', args }));
    },
    balanceOf: (account: Address) =>
      chain.publicClient.readContract({
        address: jobs,
        abi: jobsAbi,
        functionName: 'balanceOf',
        args: [token, account],
      }),
    expire: (details: Order) =>
      send('stranger', jobs, encodeFunctionData({ abi: jobsAbi, functionName: 'expire', args: [details] })),
    withdraw: (role: Role) =>
      send(
        role,
        jobs,
        encodeFunctionData({
          abi: jobsAbi,
          functionName: 'withdraw',
          args: [[token], wallets[role].address],
        }),
      ),
  };
}

/** A provider with collateral and an environment, a buyer with money, and the orders they can agree on. */
async function openForBusiness(actions: ReturnType<typeof createActions>, book: AddressBook, chain: Chain) {
  await actions.fund('provider', book.contracts.providerRegistry, 10n ** 15n);
  await actions.fund('buyer', book.contracts.jobs, 10n ** 12n);
  await actions.register('provider', 'http://127.0.0.1:4102');
  await actions.collateral('provider', 'deposit', 10n ** 14n);
  const environment = await actions.rent('provider', randomDigest());
  const now = async () => Number((await chain.publicClient.getBlock()).timestamp);
  return { environment, now };
}

/** Starts anvil, deploys the contracts and opens a provider. `stop` ends all of it. */
export async function startMarket() {
  const directory = await mkdtemp(join(tmpdir(), 'atoll-indexer-'));
  const anvil = await startAnvil();
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
  const actions = createActions(anvil, chain, book, wallets);
  const { environment, now } = await openForBusiness(actions, book, chain);

  /** An order of one dataset and one algorithm, as the provider would quote it. */
  const draft = async (
    dataset: { assetId: bigint; metadataDigest: Bytes32; price: bigint; payee: Address },
    algorithm: { assetId: bigint; metadataDigest: Bytes32; price: bigint; payee: Address },
  ): Promise<Order> => {
    const time = await now();
    return {
      buyer: wallets.buyer.address,
      provider: wallets.provider.address,
      payout: wallets.provider.address,
      token: actions.token,
      environment,
      datasets: [dataset],
      algorithm,
      parametersDigest: randomDigest(),
      recipient: randomDigest(),
      pricePerSecond: 10n,
      maxSeconds: 600,
      failureCap: 3000n,
      relayFee: 0n,
      feeRate: 250,
      runBy: time + 3600,
      reviewBy: time + 7200,
      settleBy: time + 7200,
      salt: randomDigest(),
    };
  };
  return {
    ...actions,
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
