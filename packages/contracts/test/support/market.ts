import {
  type Address,
  type ContractFunctionArgs,
  type ContractFunctionName,
  type Hex,
  type PrivateKeyAccount,
  type TransactionReceipt,
  createPublicClient,
  createTestClient,
  createWalletClient,
  encodeAbiParameters,
  hashTypedData,
  http,
  keccak256,
  parseEventLogs,
  parseSignature,
  stringToHex,
  zeroAddress,
  zeroHash,
} from 'viem';
import { generatePrivateKey, privateKeyToAccount } from 'viem/accounts';
import { anvil } from 'viem/chains';
import { deploy } from '../../src/deploy.ts';
import { assetRegistryAbi } from '../../src/generated/assetRegistry.ts';
import { jobsAbi } from '../../src/generated/jobs.ts';
import { providerRegistryAbi } from '../../src/generated/providerRegistry.ts';
import { testDollarAbi } from '../../src/generated/testDollar.ts';
import { jobsDomain, orderTypes, quoteTypes, receiptTypes } from '@atoll/schemas/typed-data';
import { minedReceipt } from '../../src/mined-receipt.ts';

type JobsWrite = ContractFunctionName<typeof jobsAbi, 'nonpayable'>;
type AssetsWrite = ContractFunctionName<typeof assetRegistryAbi, 'nonpayable'>;
export type Order = ContractFunctionArgs<typeof jobsAbi, 'nonpayable', 'expire'>[0];
export type Receipt = ContractFunctionArgs<typeof jobsAbi, 'nonpayable', 'settle'>[1];
export type Quote = ContractFunctionArgs<typeof jobsAbi, 'nonpayable', 'order'>[1];

export const outcome = {
  released: 0,
  withheld: 1,
  algorithmFailed: 2,
  providerFailed: 3,
  refused: 4,
} as const;

const digest = (text: string): Hex => keccak256(stringToHex(text));
export const dollars = (amount: number): bigint => BigInt(Math.round(amount * 1e6));

export type OpenMarketParameters = { rpcUrl: string; deployerKey: Hex; outFile: string };

/** A deployed Atoll on a local chain, with wallets that act in it. Made once per chain. */
export async function openMarket({ rpcUrl, deployerKey, outFile }: OpenMarketParameters) {
  const governance = privateKeyToAccount(deployerKey);
  const treasury = privateKeyToAccount(generatePrivateKey()).address;
  const book = await deploy({
    rpcUrl,
    deployerKey,
    outFile,
    treasury,
    // so that tests change parameters without a vote
    governance: governance.address,
    withTestDollar: true,
  });
  const token = book.tokens[0];
  if (token === undefined) throw new Error('the test dollar is missing');
  const chain = createPublicClient({ chain: anvil, transport: http(rpcUrl), pollingInterval: 20 });
  const control = createTestClient({ chain: anvil, mode: 'anvil', transport: http(rpcUrl) });
  const wallet = createWalletClient({ chain: anvil, transport: http(rpcUrl) });

  /** An account with native coin. */
  async function newAccount(): Promise<PrivateKeyAccount> {
    const account = privateKeyToAccount(generatePrivateKey());
    await control.setBalance({ address: account.address, value: 10n ** 20n });
    return account;
  }
  async function mined(hash: Hex): Promise<TransactionReceipt> {
    const receipt = await minedReceipt(chain, hash);
    if (receipt.status !== 'success') throw new Error(`transaction ${hash} reverted`);
    return receipt;
  }
  return { book, token: token.address, treasury, governance, chain, control, wallet, newAccount, mined };
}
export type Market = Awaited<ReturnType<typeof openMarket>>;

/** Sends a call of `Jobs`; simulates first, so that a revert names its error. */
export async function jobs<name extends JobsWrite>(
  market: Market,
  account: PrivateKeyAccount,
  functionName: name,
  args: ContractFunctionArgs<typeof jobsAbi, 'nonpayable', name>,
): Promise<TransactionReceipt> {
  const call = { address: market.book.contracts.jobs, abi: jobsAbi, functionName, args, account };
  // viem cannot narrow a generic function name; the signature above already tied arguments to it
  await market.chain.simulateContract({ ...call, blockTag: 'pending' } as never);
  return market.mined(await market.wallet.writeContract(call as never));
}

export async function assets<name extends AssetsWrite>(
  market: Market,
  account: PrivateKeyAccount,
  functionName: name,
  args: ContractFunctionArgs<typeof assetRegistryAbi, 'nonpayable', name>,
): Promise<TransactionReceipt> {
  const call = {
    address: market.book.contracts.assetRegistry,
    abi: assetRegistryAbi,
    functionName,
    args,
    account,
  };
  // as in `jobs`
  await market.chain.simulateContract({ ...call, blockTag: 'pending' } as never);
  return market.mined(await market.wallet.writeContract(call as never));
}

/** A provider with one environment and collateral for many orders. */
export async function openProvider(market: Market, collateral = dollars(1_000_000)) {
  const account = await market.newAccount();
  const operator = await market.newAccount();
  const payout = privateKeyToAccount(generatePrivateKey()).address;
  const { providerRegistry: address } = market.book.contracts;
  const send = { account, chain: null } as const;
  const contract = { address, abi: providerRegistryAbi } as const;
  const record = { operator: operator.address, payout, endpoint: 'http://127.0.0.1:9' };
  await market.mined(
    await market.wallet.writeContract({ ...contract, ...send, functionName: 'register', args: [record] }),
  );
  const offer = {
    resourcesDigest: digest('resources'),
    token: market.token,
    pricePerSecond: dollars(0.01),
    slots: 4,
    active: true,
  };
  const { result: environment, request } = await market.chain.simulateContract({
    ...contract,
    account,
    functionName: 'setEnvironment',
    args: [offer],
  });
  await market.mined(await market.wallet.writeContract(request));
  await fund(market, account, address, collateral);
  await market.mined(
    await market.wallet.writeContract({
      ...contract,
      ...send,
      functionName: 'deposit',
      args: [market.token, collateral],
    }),
  );
  return { account, operator, payout, environment };
}
export type MarketProvider = Awaited<ReturnType<typeof openProvider>>;

/** Mints dollars to an account and lets `spender` take any amount. */
export async function fund(
  market: Market,
  account: PrivateKeyAccount,
  spender: Address,
  amount: bigint,
): Promise<void> {
  const contract = { address: market.token, abi: testDollarAbi, account, chain: null } as const;
  await market.mined(
    await market.wallet.writeContract({ ...contract, functionName: 'mint', args: [account.address, amount] }),
  );
  await market.mined(
    await market.wallet.writeContract({
      ...contract,
      functionName: 'approve',
      args: [spender, 2n ** 256n - 1n],
    }),
  );
}

const kinds = { dataset: 0, algorithm: 1 } as const;

/** Publishes an asset and returns it as a leg of an order. */
export async function publish(
  market: Market,
  owner: PrivateKeyAccount,
  input: { kind: keyof typeof kinds; price: bigint; provider: Address; nonce: bigint; reviewWindow?: number },
) {
  const metadataDigest = digest(`${input.kind} ${owner.address} ${input.nonce}`);
  const terms = {
    token: market.token,
    price: input.price,
    provider: input.provider,
    beneficiary: zeroAddress,
    derivativeRoyalty: 0,
    resaleRoyalty: 0,
    reviewWindow: input.reviewWindow ?? 0,
  };
  const commitment = input.kind === 'dataset' ? digest(`commitment ${input.nonce}`) : zeroHash;
  const publication = { kind: kinds[input.kind], metadataDigest, commitment, terms };
  const receipt = await assets(market, owner, 'publish', [publication, input.nonce]);
  const [event] = parseEventLogs({ abi: assetRegistryAbi, eventName: 'AssetPublished', logs: receipt.logs });
  if (event === undefined) throw new Error('AssetPublished is missing');
  return {
    leg: { assetId: event.args.assetId, metadataDigest, payee: owner.address, price: input.price, series: 0 },
    receipt,
  };
}
export type Leg = Awaited<ReturnType<typeof publish>>['leg'];

/** An order of one run, as the parties would agree on it now. */
export async function draftOrder(
  market: Market,
  input: {
    buyer: Address;
    provider: MarketProvider;
    datasets: Leg[];
    algorithm: Leg;
    relayFee?: bigint;
  },
): Promise<Order> {
  const now = Number((await market.chain.getBlock()).timestamp);
  return {
    buyer: input.buyer,
    provider: input.provider.account.address,
    payout: input.provider.payout,
    token: market.token,
    environment: input.provider.environment,
    datasets: input.datasets,
    algorithm: input.algorithm,
    parametersDigest: digest('{}'),
    recipient: digest('recipient'),
    pricePerSecond: dollars(0.01),
    maxSeconds: 3600,
    failureCap: dollars(20),
    relayFee: input.relayFee ?? 0n,
    feeRate: 250,
    runBy: now + 3600,
    reviewBy: now + 7200,
    settleBy: now + 10_800,
    salt: generatePrivateKey(),
  };
}

export function jobIdOf(market: Market, order: Order): Hex {
  return hashTypedData({
    domain: jobsDomain(market.book.chainId, market.book.contracts.jobs),
    types: orderTypes,
    primaryType: 'Order',
    message: order,
  });
}

export async function signQuote(market: Market, operator: PrivateKeyAccount, order: Order): Promise<Quote> {
  const message = { jobId: jobIdOf(market, order), validUntil: order.runBy };
  const domain = jobsDomain(market.book.chainId, market.book.contracts.jobs);
  const signature = await operator.signTypedData({
    domain,
    types: quoteTypes,
    primaryType: 'Quote',
    message,
  });
  return { validUntil: message.validUntil, signature };
}

export async function signReceipt(
  market: Market,
  operator: PrivateKeyAccount,
  order: Order,
  end: { outcome: number; computeSeconds: number },
): Promise<{ receipt: Receipt; signature: Hex }> {
  const receipt = {
    jobId: jobIdOf(market, order),
    ...end,
    resultDigest: end.outcome === outcome.released ? digest('result') : zeroHash,
    statementDigest: digest('statement'),
    outputsRoot: digest('outputs'),
  };
  const domain = jobsDomain(market.book.chainId, market.book.contracts.jobs);
  const signature = await operator.signTypedData({
    domain,
    types: receiptTypes,
    primaryType: 'Receipt',
    message: receipt,
  });
  return { receipt, signature };
}

/** The two signatures of a buyer without native coin: order, and permit of exactly its maximum. */
export async function signOrderAndPermit(
  market: Market,
  buyer: PrivateKeyAccount,
  order: Order,
  value: bigint,
) {
  const { jobs: spender } = market.book.contracts;
  const signature = await buyer.signTypedData({
    domain: jobsDomain(market.book.chainId, spender),
    types: orderTypes,
    primaryType: 'Order',
    message: order,
  });
  const nonce = await market.chain.readContract({
    address: market.token,
    abi: testDollarAbi,
    functionName: 'nonces',
    args: [buyer.address],
  });
  const deadline = BigInt(order.settleBy);
  const permit = parseSignature(
    await buyer.signTypedData({
      domain: {
        name: 'Test Dollar',
        version: '1',
        chainId: market.book.chainId,
        verifyingContract: market.token,
      },
      types: {
        Permit: [
          { name: 'owner', type: 'address' },
          { name: 'spender', type: 'address' },
          { name: 'value', type: 'uint256' },
          { name: 'nonce', type: 'uint256' },
          { name: 'deadline', type: 'uint256' },
        ],
      },
      primaryType: 'Permit',
      message: { owner: buyer.address, spender, value, nonce, deadline },
    }),
  );
  const encoded = encodeAbiParameters(
    [{ type: 'uint256' }, { type: 'uint256' }, { type: 'uint8' }, { type: 'bytes32' }, { type: 'bytes32' }],
    [value, deadline, 27 + permit.yParity, permit.r, permit.s],
  );
  return { signature, permit: encoded };
}
