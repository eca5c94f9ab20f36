import type { Market } from '@atoll/contracts/testing/market';
import type { Address, Hex, PrivateKeyAccount } from 'viem';
import { factoryAbi, routerAbi } from './abi.ts';
import { type OceanContract, readOceanArtifact } from './artifact.ts';

export type Ocean = {
  market: Market;
  owner: PrivateKeyAccount;
  factory: Address;
  exchange: Address;
  escrow: Address;
  /** Place of the datatoken template that buys and orders in one call. */
  template: bigint;
  /** All transactions that set it up, and how many contracts they made. */
  deployment: { gas: number; contracts: number };
};

/** Deploys what a marketplace with paid compute needs of the peer, and lists the parts with each other. */
export async function deployOcean(market: Market): Promise<Ocean> {
  const owner = await market.newAccount();
  const deployment = { gas: 0, contracts: 0 };
  async function spend(hash: Hex) {
    const receipt = await market.mined(hash);
    deployment.gas += Number(receipt.gasUsed);
    return receipt;
  }
  async function create(name: OceanContract, args: unknown[] = []): Promise<Address> {
    const { abi, bytecode } = await readOceanArtifact(name);
    const hash = await market.wallet.deployContract({ abi, bytecode, args, account: owner, chain: null });
    const { contractAddress } = await spend(hash);
    if (contractAddress === null || contractAddress === undefined) throw new Error(`${name} was not created`);
    deployment.contracts += 1;
    return contractAddress;
  }
  const send = { account: owner, chain: null } as const;

  const collector = await create('OPFCommunityFeeCollector', [owner.address, owner.address]);
  const nft = await create('ERC721Template');
  const datatoken = await create('ERC20Template');
  const enterprise = await create('ERC20TemplateEnterprise');
  const credentialed = await create('ERC20Template4');
  // no pools: their template is only asked not to be zero
  const router = await create('FactoryRouter', [owner.address, market.token, nft, collector, []]);
  const exchange = await create('FixedRateExchange', [router]);
  const dispenser = await create('Dispenser', [router]);
  const factory = await create('ERC721Factory', [nft, datatoken, router]);
  const accessList = await create('AccessList');
  await create('AccessListFactory', [accessList]);
  const escrow = await create('Escrow', [router, collector]);

  for (const template of [enterprise, credentialed]) {
    const call = { address: factory, abi: factoryAbi, functionName: 'addTokenTemplate', ...send } as const;
    await spend(await market.wallet.writeContract({ ...call, args: [template] }));
  }
  const settings = [
    ['addFactory', factory],
    ['addFixedRateContract', exchange],
    ['addDispenserContract', dispenser],
  ] as const;
  for (const [functionName, address] of settings) {
    const call = { address: router, abi: routerAbi, functionName, args: [address], ...send } as const;
    await spend(await market.wallet.writeContract(call));
  }
  return { market, owner, factory, exchange, escrow, template: 2n, deployment };
}
