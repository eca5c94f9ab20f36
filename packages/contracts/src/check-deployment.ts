import {
  type AbiFunction,
  type Address,
  type Hex,
  type PublicClient,
  bytesToHex,
  concatHex,
  domainSeparator,
  encodeFunctionData,
  isAddressEqual,
  keccak256,
  numberToHex,
  pad,
  size,
  slice,
  stringToBytes,
  stringToHex,
} from 'viem';
import { type AddressBook, type ContractName, contractNames } from './address-book.ts';
import { contractCode } from './contract-code.ts';
import { type Holding, expectedHoldings, hasGetter, nameOf, readAddress, readHoldings } from './holders.ts';
import { shareTokenRuntime } from './generated/bytecode/shareToken.ts';
import { immutableWords, isRuntimeCode } from './runtime-code.ts';

/** Views that name another contract of the deployment; a contract has those that its ABI has. */
const linkGetters: Readonly<Record<string, ContractName>> = {
  jobs: 'jobs',
  relay: 'relay',
  trustedForwarder: 'relay',
  assets: 'assetRegistry',
  providers: 'providerRegistry',
  passes: 'accessPass',
  disputes: 'disputes',
  shares: 'revenueShares',
  timelock: 'timelock',
  token: 'token',
};

/** Something that is not as it should be, in a sentence. */
export interface Deviation {
  readonly contract: ContractName;
  readonly what: string;
}

/**
 * Holds a deployment against its address book: the code of every contract, everything that a constructor fixed in it, and who holds
 * which role.
 *
 * @returns what is not as it should be, and who holds what; no deviation means that all is well
 * @throws viem's errors where the node does not answer
 * @example
 * const { deviations } = await checkDeployment(client, await readAddressBook('deployments/1.json'));
 */
export async function checkDeployment(
  client: PublicClient,
  book: AddressBook,
): Promise<{ deviations: Deviation[]; holdings: Holding[] }> {
  const chainId = await client.getChainId();
  if (chainId !== book.chainId) {
    const what = `the node serves chain ${chainId}, the book is of chain ${book.chainId}`;
    return { deviations: [{ contract: 'jobs', what }], holdings: [] };
  }
  const code = await checkCode(client, book);
  // what has other code may answer anything, or nothing
  if (code.length > 0) return { deviations: code, holdings: [] };
  const holdings = await readHoldings(client, book);
  return { deviations: compareHoldings(book, holdings), holdings };
}

/** What is not as it should be about the code of the contracts and what their constructors fixed in it. */
export async function checkCode(client: PublicClient, book: AddressBook): Promise<Deviation[]> {
  const found = await Promise.all(contractNames.map((name) => checkContract(client, book, name)));
  return found.flat();
}

async function checkContract(
  client: PublicClient,
  book: AddressBook,
  contract: ContractName,
): Promise<Deviation[]> {
  const address = book.contracts[contract];
  const { runtime, abi } = contractCode[contract];
  const code = await client.getCode({ address });
  if (code === undefined) return [{ contract, what: `there is no contract at ${address}` }];
  if (!isRuntimeCode(code, runtime)) return [{ contract, what: `the code at ${address} is another one` }];
  const links = Object.entries(linkGetters).filter(([getter]) => hasGetter(abi, getter));
  const wrong = await Promise.all(
    links.map(async ([getter, target]) => {
      const found = await readAddress(client, address, getter);
      if (isAddressEqual(found, book.contracts[target])) return [];
      return [{ contract, what: `${getter}() is ${nameOf(book, found)}, it should be the ${target}` }];
    }),
  );
  const explained = await explainedWords(client, book, contract);
  const copied = contract === 'revenueShares' ? await checkShareToken(client, book) : undefined;
  if (copied !== undefined) explained.add(pad(copied.address).toLowerCase());
  const stray = new Set(immutableWords(code, runtime).filter((word) => !explained.has(word)));
  return [
    ...wrong.flat(),
    ...(copied?.deviations ?? []),
    ...[...stray].map((word) => ({ contract, what: `it was built with ${word}, which nothing explains` })),
  ];
}

/** The code that every share token is a proxy of, which `RevenueShares` created itself: it knows the contracts of this deployment alone. */
async function checkShareToken(
  client: PublicClient,
  book: AddressBook,
): Promise<{ address: Address; deviations: Deviation[] }> {
  const contract = 'revenueShares';
  const address = await readAddress(client, book.contracts[contract], 'implementation');
  const code = await client.getCode({ address });
  if (code === undefined || !isRuntimeCode(code, shareTokenRuntime)) {
    return { address, deviations: [{ contract, what: `implementation() at ${address} has another code` }] };
  }
  const known = new Set(Object.values(book.contracts).map((each) => pad(each)));
  const stray = new Set(immutableWords(code, shareTokenRuntime).filter((word) => !known.has(word)));
  return {
    address,
    deviations: [...stray].map((word) => ({
      contract,
      what: `implementation() was built with ${word}, which is no contract of the deployment`,
    })),
  };
}

/**
 * Every word that a constructor may have fixed in a contract's code: addresses of the deployment, what the contract's views answer,
 * and what EIP-712 makes of its name. So a link that has no view of its own leads nowhere else unnoticed.
 */
async function explainedWords(
  client: PublicClient,
  book: AddressBook,
  contract: ContractName,
): Promise<Set<string>> {
  const address = book.contracts[contract];
  const { abi } = contractCode[contract];
  const views = abi.filter(
    (item): item is AbiFunction =>
      item.type === 'function' &&
      item.stateMutability === 'view' &&
      item.inputs.length === 0 &&
      // an address explains nothing by being told: it is the deployment's, or it is wrong
      item.outputs.every(({ type }) => type !== 'address' || item.name === 'eip712Domain'),
  );
  const answers = await Promise.all(
    views.map(async (view) =>
      view.name === 'eip712Domain' ? domainWords(client, address) : wordsOf(client, address, view),
    ),
  );
  return new Set<string>([
    ...Object.values(book.contracts).map((each) => pad(each)),
    pad(numberToHex(book.chainId)),
    ...answers.flat(),
  ]);
}

async function wordsOf(client: PublicClient, address: Address, view: AbiFunction): Promise<Hex[]> {
  const { data } = await client.call({ to: address, data: encodeFunctionData({ abi: [view] }) });
  if (data === undefined) return [];
  return Array.from({ length: Math.floor(size(data) / 32) }, (_, word) =>
    slice(data, word * 32, word * 32 + 32),
  );
}

/** What OpenZeppelin's EIP712 keeps of a domain: name and version as short strings and as hashes, and the separator. */
async function domainWords(client: PublicClient, address: Address): Promise<Hex[]> {
  const { domain } = await client.getEip712Domain({ address });
  const { name = '', version = '', chainId, verifyingContract } = domain;
  const strings = [name, version];
  return [
    ...strings.map((text) => keccak256(stringToHex(text))),
    ...strings.map(shortString),
    domainSeparator({ domain: { name, version, chainId, verifyingContract } }),
  ];
}

/** OpenZeppelin's `ShortString`: the bytes from the left, their number in the last one. */
function shortString(text: string): Hex {
  const bytes = stringToBytes(text);
  return concatHex([
    pad(bytesToHex(bytes), { dir: 'right', size: 31 }),
    numberToHex(bytes.length, { size: 1 }),
  ]);
}

/** What of the roles is not as the book says. */
export function compareHoldings(book: AddressBook, found: readonly Holding[]): Deviation[] {
  const expected = expectedHoldings(book);
  const missing = expected.filter((wanted) => !found.some((held) => sameHolding(wanted, held)));
  const extra = found.filter((held) => !expected.some((wanted) => sameHolding(wanted, held)));
  return [
    ...missing.map(({ contract, role, holder }) => ({
      contract,
      what: `${role} should be held by ${nameOf(book, holder)}, and is not`,
    })),
    ...extra.map(({ contract, role, holder }) => ({
      contract,
      what: `${role} is held by ${nameOf(book, holder)}, which nobody should`,
    })),
  ];
}

const sameHolding = (a: Holding, b: Holding): boolean =>
  a.contract === b.contract && a.role === b.role && isAddressEqual(a.holder, b.holder);
