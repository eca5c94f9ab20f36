import { existsSync } from 'node:fs';
import { type PublicClient, isAddressEqual } from 'viem';
import { type AddressBook, readAddressBook } from './address-book.ts';
import { assetRegistryRuntime } from './generated/bytecode/assetRegistry.ts';
import { jobsRuntime } from './generated/bytecode/jobs.ts';
import { providerRegistryRuntime } from './generated/bytecode/providerRegistry.ts';
import { jobsAbi } from './generated/jobs.ts';
import { isRuntimeCode } from './runtime-code.ts';

/**
 * The deployment that a file names, where every address holds exactly this code on this chain and the contracts know each other;
 * undefined where the file is missing, is of another chain or is out of date.
 *
 * @throws AddressBookInvalid where the file exists and is not one.
 */
export async function findDeployment(
  chain: PublicClient,
  path: string,
  chainId: number,
): Promise<AddressBook | undefined> {
  if (!existsSync(path)) return undefined;
  const book = await readAddressBook(path);
  if (book.chainId !== chainId) return undefined;
  const { assetRegistry, providerRegistry, jobs } = book.contracts;
  const expected = [
    { address: assetRegistry, runtime: assetRegistryRuntime },
    { address: providerRegistry, runtime: providerRegistryRuntime },
    { address: jobs, runtime: jobsRuntime },
  ];
  for (const { address, runtime } of expected) {
    if (!isRuntimeCode(await chain.getCode({ address }), runtime)) return undefined;
  }
  const [assets, providers] = await Promise.all([
    chain.readContract({ address: jobs, abi: jobsAbi, functionName: 'assets' }),
    chain.readContract({ address: jobs, abi: jobsAbi, functionName: 'providers' }),
  ]);
  const wired = isAddressEqual(assets, assetRegistry) && isAddressEqual(providers, providerRegistry);
  return wired ? book : undefined;
}
