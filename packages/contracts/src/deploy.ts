import { mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import {
  type Abi,
  type Address,
  type Hex,
  type PublicClient,
  createPublicClient,
  createWalletClient,
  defineChain,
  getAddress,
  getContractAddress,
  http,
  parseAbi,
} from 'viem';
import { privateKeyToAccount } from 'viem/accounts';
import { AddressBook, type ContractName, contractNames } from './address-book.ts';
import {
  DeploymentMismatch,
  DeploymentReverted,
  TestDollarRefused,
  TokenHolderMissing,
} from './deploy-error.ts';
import { type VotingTerms, creations, publicVoting } from './creations.ts';
import { contractCode } from './contract-code.ts';
import { findDeployment } from './find-deployment.ts';
import { testDollarBytecode } from './generated/bytecode/testDollar.ts';
import { testDollarAbi } from './generated/testDollar.ts';
import { describeHoldings, readHoldings } from './holders.ts';
import { minedReceipt } from './mined-receipt.ts';

/** Chains of one machine, where a dollar that anyone may mint does no harm. */
const localChains: readonly number[] = [1337, 31337];
const tokenAbi = parseAbi([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
]);

/** Two days: what governance has decided is seen by everybody before it happens. */
const defaultDelay = 2 * 86_400;
const defaultDisputeWindow = 3 * 86_400;

export type DeployParameters = {
  rpcUrl: string;
  /** Private key that pays; it holds no role afterwards, but the supply of the token where `tokenHolder` is left out. */
  deployerKey: Hex;
  /** Where the addresses are written, by convention `deployments/<chainId>.json`. */
  outFile: string;
  /**
   * Account that is minted the whole supply of the token, and so decides who votes. On a local chain the deployer where it is left
   * out; on any other it has to be named.
   */
  tokenHolder?: Address;
  /** Who rules disputes until governance names another; the timelock where it is left out. */
  arbiter?: Address;
  /** Who is credited the fees; the timelock where it is left out. */
  treasury?: Address;
  /** Protocol fee in basis points, at most 1,000; 250 where it is left out. */
  feeRate?: number;
  /** Seconds after an end in which it can be disputed, at most 14 days; 3 days where it is left out. Never changes. */
  disputeWindow?: number;
  /** Seconds between a decision of governance and its execution; 2 days where it is left out. */
  timelockDelay?: number;
  /** How votes are held, where it differs from what a public deployment takes. */
  voting?: Partial<VotingTerms>;
  /** For tests alone: an account that owns the parameters in the timelock's place, so that they change without a vote. */
  governance?: Address;
  /** Also deploys a dollar that anyone may mint; refused on any chain that is not local. */
  withTestDollar?: boolean;
  acceptedTokens?: readonly Address[];
  log?: (text: string) => void;
};

type Deployer = {
  account: Address;
  chain: PublicClient;
  create: (contract: string, code: { abi: Abi; bytecode: Hex; args: readonly unknown[] }) => Promise<Created>;
  /** Addresses of the next contracts that the deployer creates, in order. */
  predict: (count: number) => Promise<Address[]>;
};
type Created = { address: Address; block: bigint };

/**
 * Deploys Atoll, writes its addresses and tells who holds what. Every role is the timelock's, or whom the parameters name, from its
 * contract's first block on: there is nothing to hand over and no moment in which the deployer could do more than anybody else.
 * Where `outFile` already names contracts with exactly this code on this chain, does nothing.
 *
 * @throws TestDollarRefused, TokenHolderMissing, DeploymentReverted, DeploymentMismatch; viem's errors where the node does not answer.
 * @example
 * const book = await deploy({
 *   rpcUrl: 'http://127.0.0.1:8545', deployerKey: '0x…', outFile: '.atoll/deployments/31337.json', withTestDollar: true,
 * });
 */
export async function deploy(parameters: DeployParameters): Promise<AddressBook> {
  const log = parameters.log ?? (() => undefined);
  const chainId = await createPublicClient({ transport: http(parameters.rpcUrl) }).getChainId();
  const deployer = connect(parameters, chainId, log);
  const found = await findDeployment(deployer.chain, parameters.outFile, chainId);
  if (found !== undefined) {
    log(`nothing to do: ${parameters.outFile} names contracts with this code on chain ${chainId}`);
    await tellHoldings(deployer.chain, found, log);
    return found;
  }
  if (parameters.tokenHolder === undefined && !localChains.includes(chainId))
    throw new TokenHolderMissing(chainId);
  if (parameters.withTestDollar === true && !localChains.includes(chainId))
    throw new TestDollarRefused(chainId);

  const tokens = [...(parameters.acceptedTokens ?? [])];
  if (parameters.withTestDollar === true) {
    const code = { abi: testDollarAbi, bytecode: testDollarBytecode, args: [] };
    tokens.push((await deployer.create('TestDollar', code)).address);
  }
  const book = await deployContracts(deployer, parameters, { chainId, tokens });
  await mkdir(dirname(parameters.outFile), { recursive: true });
  // a reader never sees half a file
  await writeFile(`${parameters.outFile}.partial`, `${JSON.stringify(book, null, 2)}\n`);
  await rename(`${parameters.outFile}.partial`, parameters.outFile);
  log(`addresses written to ${parameters.outFile}`);
  await tellHoldings(deployer.chain, book, log);
  return book;
}

async function deployContracts(
  deployer: Deployer,
  parameters: DeployParameters,
  { chainId, tokens }: { chainId: number; tokens: readonly Address[] },
): Promise<AddressBook> {
  // the contracts name each other: every address follows from the deployer's nonce
  const at = addressesOf(await deployer.predict(contractNames.length));
  const governance = parameters.governance ?? at.timelock;
  const treasury = parameters.treasury ?? at.timelock;
  const arbiter = parameters.arbiter ?? governance;
  const args = creations(at, {
    governance,
    treasury,
    arbiter,
    tokens,
    tokenHolder: parameters.tokenHolder ?? deployer.account,
    feeRate: parameters.feeRate ?? 250,
    disputeWindow: parameters.disputeWindow ?? defaultDisputeWindow,
    timelockDelay: parameters.timelockDelay ?? defaultDelay,
    voting: { ...publicVoting, ...parameters.voting },
  });
  let startBlock: bigint | undefined;
  for (const name of contractNames) {
    const { contract, abi, bytecode } = contractCode[name];
    const created = await deployer.create(contract, { abi, bytecode, args: args[name] });
    if (created.address !== at[name]) throw new DeploymentMismatch(contract, at[name], created.address);
    startBlock ??= created.block;
  }
  return AddressBook.parse({
    chainId,
    startBlock: Number(startBlock),
    contracts: at,
    governance,
    treasury,
    arbiter,
    tokens: await Promise.all(tokens.map((token) => describeToken(deployer.chain, token))),
  });
}

function addressesOf(predicted: readonly Address[]): Record<ContractName, Address> {
  const next = predicted.values();
  const take = (): Address => {
    const { value } = next.next();
    if (value === undefined) throw new RangeError('too few addresses were predicted');
    return value;
  };
  return {
    token: take(),
    timelock: take(),
    governor: take(),
    relay: take(),
    assetRegistry: take(),
    accessPass: take(),
    providerRegistry: take(),
    disputes: take(),
    ratings: take(),
    revenueShares: take(),
    channels: take(),
    bounties: take(),
    rewards: take(),
    jobs: take(),
  };
}

async function tellHoldings(
  chain: PublicClient,
  book: AddressBook,
  log: (text: string) => void,
): Promise<void> {
  log('who holds what:');
  for (const line of describeHoldings(book, await readHoldings(chain, book))) log(`  ${line}`);
}

function connect(parameters: DeployParameters, chainId: number, log: (text: string) => void): Deployer {
  const chain = defineChain({
    id: chainId,
    name: `chain ${chainId}`,
    nativeCurrency: { name: 'Ether', symbol: 'ETH', decimals: 18 },
    rpcUrls: { default: { http: [parameters.rpcUrl] } },
  });
  const account = privateKeyToAccount(parameters.deployerKey);
  const reader: PublicClient = createPublicClient({ chain, transport: http(), pollingInterval: 200 });
  const wallet = createWalletClient({ chain, account, transport: http() });
  return {
    account: account.address,
    chain: reader,
    create: async (contract, code) => {
      const hash = await wallet.deployContract(code);
      const receipt = await minedReceipt(reader, hash);
      const { contractAddress, status, gasUsed } = receipt;
      if (status !== 'success' || !contractAddress) throw new DeploymentReverted(contract, hash);
      log(`${contract} at ${contractAddress} (${gasUsed} gas)`);
      return { address: getAddress(contractAddress), block: receipt.blockNumber };
    },
    predict: async (count) => {
      const nonce = await reader.getTransactionCount({ address: account.address, blockTag: 'pending' });
      return Array.from({ length: count }, (_, further) =>
        getContractAddress({ from: account.address, nonce: BigInt(nonce + further) }),
      );
    },
  };
}

async function describeToken(chain: PublicClient, address: Address): Promise<AddressBook['tokens'][number]> {
  const [symbol, decimals] = await Promise.all([
    chain.readContract({ address, abi: tokenAbi, functionName: 'symbol' }),
    chain.readContract({ address, abi: tokenAbi, functionName: 'decimals' }),
  ]);
  return { address, symbol, decimals };
}
