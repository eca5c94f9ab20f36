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
import { AddressBook } from './address-book.ts';
import { DeploymentMismatch, DeploymentReverted, TestDollarRefused } from './deploy-error.ts';
import { findDeployment } from './find-deployment.ts';
import { assetRegistryAbi } from './generated/assetRegistry.ts';
import { assetRegistryBytecode } from './generated/bytecode/assetRegistry.ts';
import { jobsBytecode } from './generated/bytecode/jobs.ts';
import { providerRegistryBytecode } from './generated/bytecode/providerRegistry.ts';
import { testDollarBytecode } from './generated/bytecode/testDollar.ts';
import { jobsAbi } from './generated/jobs.ts';
import { providerRegistryAbi } from './generated/providerRegistry.ts';
import { testDollarAbi } from './generated/testDollar.ts';

/** Chains of one machine, where a dollar that anyone may mint does no harm. */
const localChains: readonly number[] = [1337, 31337];
const tokenAbi = parseAbi([
  'function symbol() view returns (string)',
  'function decimals() view returns (uint8)',
]);

export type DeployParameters = {
  rpcUrl: string;
  /** Private key that pays; it holds no role afterwards unless `governance` or `treasury` name its account. */
  deployerKey: Hex;
  /** Where the addresses are written, by convention `deployments/<chainId>.json`. */
  outFile: string;
  /** Owner of the parameters; the deployer where it is left out. */
  governance?: Address;
  /** Who is credited the fees; governance where it is left out. */
  treasury?: Address;
  /** Protocol fee in basis points, at most 1,000; 250 where it is left out. */
  feeRate?: number;
  /** Also deploys a dollar that anyone may mint; refused on any chain that is not local. */
  withTestDollar?: boolean;
  acceptedTokens?: readonly Address[];
  log?: (text: string) => void;
};

type Deployer = {
  account: Address;
  chain: PublicClient;
  create: (contract: string, code: { abi: Abi; bytecode: Hex; args: unknown[] }) => Promise<Created>;
  /** Address of the contract that the deployer creates after `further` others. */
  predict: (further: number) => Promise<Address>;
};
type Created = { address: Address; block: bigint };

/**
 * Deploys Atoll and writes its addresses. Where `outFile` already names contracts with exactly this code on this chain, does nothing.
 *
 * @throws TestDollarRefused, DeploymentReverted, DeploymentMismatch; viem's errors where the node does not answer.
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
    return found;
  }
  if (parameters.withTestDollar === true && !localChains.includes(chainId))
    throw new TestDollarRefused(chainId);

  const tokens = [...(parameters.acceptedTokens ?? [])];
  if (parameters.withTestDollar === true) {
    const dollar = await deployer.create('TestDollar', {
      abi: testDollarAbi,
      bytecode: testDollarBytecode,
      args: [],
    });
    tokens.push(dollar.address);
  }
  const book = AddressBook.parse(await deployContracts(deployer, parameters, { chainId, tokens }));
  await mkdir(dirname(parameters.outFile), { recursive: true });
  // a reader never sees half a file
  await writeFile(`${parameters.outFile}.partial`, `${JSON.stringify(book, null, 2)}\n`);
  await rename(`${parameters.outFile}.partial`, parameters.outFile);
  log(`addresses written to ${parameters.outFile}`);
  return book;
}

async function deployContracts(
  deployer: Deployer,
  parameters: DeployParameters,
  { chainId, tokens }: { chainId: number; tokens: readonly Address[] },
): Promise<AddressBook> {
  const governance = parameters.governance ?? deployer.account;
  const treasury = parameters.treasury ?? governance;
  // the registries answer to Jobs alone, which is created last: its address follows from the deployer's nonce
  const predicted = await deployer.predict(2);
  const assets = await deployer.create('AssetRegistry', {
    abi: assetRegistryAbi,
    bytecode: assetRegistryBytecode,
    args: [predicted],
  });
  const providers = await deployer.create('ProviderRegistry', {
    abi: providerRegistryAbi,
    bytecode: providerRegistryBytecode,
    args: [predicted, governance],
  });
  const jobs = await deployer.create('Jobs', {
    abi: jobsAbi,
    bytecode: jobsBytecode,
    args: [assets.address, providers.address, governance, treasury, parameters.feeRate ?? 250, tokens],
  });
  if (jobs.address !== predicted) throw new DeploymentMismatch(predicted, jobs.address);
  return AddressBook.parse({
    chainId,
    startBlock: Number(assets.block),
    contracts: {
      assetRegistry: assets.address,
      providerRegistry: providers.address,
      jobs: jobs.address,
    },
    governance,
    treasury,
    tokens: await Promise.all(tokens.map((token) => describeToken(deployer.chain, token))),
  });
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
      const receipt = await reader.waitForTransactionReceipt({ hash });
      const { contractAddress, status, gasUsed } = receipt;
      if (status !== 'success' || !contractAddress) throw new DeploymentReverted(contract, hash);
      log(`${contract} at ${contractAddress} (${gasUsed} gas)`);
      return { address: getAddress(contractAddress), block: receipt.blockNumber };
    },
    predict: async (further) => {
      const nonce = await reader.getTransactionCount({ address: account.address, blockTag: 'pending' });
      return getContractAddress({ from: account.address, nonce: BigInt(nonce + further) });
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
