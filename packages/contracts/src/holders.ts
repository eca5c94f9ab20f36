import {
  type Abi,
  type Address,
  type PublicClient,
  getAddress,
  isAddressEqual,
  keccak256,
  stringToHex,
  zeroAddress,
  zeroHash,
} from 'viem';
import { type AddressBook, type ContractName, contractNames } from './address-book.ts';
import { contractCode } from './contract-code.ts';
import { atollTimelockAbi } from './generated/atollTimelock.ts';
import { disputesAbi } from './generated/disputes.ts';
import { readSpan } from './read-span.ts';

/** Who may do something in a contract. */
export interface Holding {
  readonly contract: ContractName;
  readonly role: string;
  readonly holder: Address;
}

/** Views that name one account which may do something; a contract has those that its ABI has. */
const roleGetters = ['owner', 'pendingOwner', 'treasury', 'publisher', 'guardian'] as const;

/** The roles of OpenZeppelin's TimelockController by their ids. */
const timelockRoles = new Map([
  [zeroHash, 'DEFAULT_ADMIN_ROLE'],
  ...['PROPOSER_ROLE', 'EXECUTOR_ROLE', 'CANCELLER_ROLE'].map(
    (name) => [keccak256(stringToHex(name)), name] as const,
  ),
]);

/** An account whose name is not the address alone: `anyone` may execute what the timelock has let pass. */
export const anyone: Address = zeroAddress;

/** Who holds what right after a deployment, and should until governance decides otherwise. */
export function expectedHoldings(book: AddressBook): Holding[] {
  const { contracts, governance, treasury, arbiter } = book;
  return [
    { contract: 'timelock', role: 'DEFAULT_ADMIN_ROLE', holder: contracts.timelock },
    { contract: 'timelock', role: 'PROPOSER_ROLE', holder: contracts.governor },
    { contract: 'timelock', role: 'CANCELLER_ROLE', holder: contracts.governor },
    { contract: 'timelock', role: 'EXECUTOR_ROLE', holder: anyone },
    { contract: 'providerRegistry', role: 'owner', holder: governance },
    { contract: 'disputes', role: 'owner', holder: governance },
    { contract: 'disputes', role: 'arbiter', holder: arbiter },
    { contract: 'rewards', role: 'owner', holder: governance },
    { contract: 'jobs', role: 'owner', holder: governance },
    { contract: 'jobs', role: 'treasury', holder: treasury },
  ];
}

/**
 * Who holds what on chain now. Of the timelock every account that was ever granted a role is asked for, whether or not anybody
 * expects it.
 */
export async function readHoldings(client: PublicClient, book: AddressBook): Promise<Holding[]> {
  const named = await Promise.all(contractNames.map((contract) => readNamed(client, book, contract)));
  return [...(await readGranted(client, book)), ...named.flat(), await readArbiter(client, book)];
}

async function readNamed(
  client: PublicClient,
  book: AddressBook,
  contract: ContractName,
): Promise<Holding[]> {
  const getters = roleGetters.filter((getter) => hasGetter(contractCode[contract].abi, getter));
  const held = await Promise.all(
    getters.map(async (role) => ({
      contract,
      role,
      holder: await readAddress(client, book.contracts[contract], role),
    })),
  );
  // nobody holds a role of the zero address
  return held.filter(({ holder }) => !isAddressEqual(holder, zeroAddress));
}

async function readArbiter(client: PublicClient, book: AddressBook): Promise<Holding> {
  const { arbiter } = await client.readContract({
    address: book.contracts.disputes,
    abi: disputesAbi,
    functionName: 'terms',
  });
  return { contract: 'disputes', role: 'arbiter', holder: arbiter };
}

async function readGranted(client: PublicClient, book: AddressBook): Promise<Holding[]> {
  const address = book.contracts.timelock;
  const latest = await client.getBlockNumber();
  const granted = await readSpan(BigInt(book.startBlock), latest, (fromBlock, toBlock) =>
    client.getContractEvents({
      address,
      abi: atollTimelockAbi,
      eventName: 'RoleGranted',
      fromBlock,
      toBlock,
      strict: true,
    }),
  );
  const pairs = new Map(
    granted.map(({ args: { role, account } }) => [`${role} ${account}`, { role, account }]),
  );
  const held = await Promise.all(
    [...pairs.values()].map(async ({ role, account }) => ({
      contract: 'timelock' as const,
      role: timelockRoles.get(role) ?? role,
      holder: account,
      still: await client.readContract({
        address,
        abi: atollTimelockAbi,
        functionName: 'hasRole',
        args: [role, account],
      }),
    })),
  );
  return held.filter(({ still }) => still).map(({ contract, role, holder }) => ({ contract, role, holder }));
}

/** Whether an ABI has a view of this name that takes nothing and gives an address. */
export function hasGetter(abi: Abi, name: string): boolean {
  return abi.some(
    (item) =>
      item.type === 'function' &&
      item.name === name &&
      item.inputs.length === 0 &&
      item.outputs[0]?.type === 'address' &&
      item.outputs.length === 1,
  );
}

/** What a view that takes nothing and gives an address answers. */
export function readAddress(client: PublicClient, address: Address, name: string): Promise<Address> {
  const output = { name: '', type: 'address', internalType: 'address' } as const;
  return client.readContract({
    address,
    abi: [{ type: 'function', name, inputs: [], outputs: [output], stateMutability: 'view' }],
    functionName: name,
  });
}

/** The table as lines of text, one for each role. */
export function describeHoldings(book: AddressBook, holdings: readonly Holding[]): string[] {
  const rows = holdings.map(({ contract, role, holder }) => [contract, role, nameOf(book, holder)] as const);
  const width = (column: 0 | 1) => Math.max(...rows.map((row) => row[column].length));
  return rows.map(
    ([contract, role, holder]) => `${contract.padEnd(width(0))}  ${role.padEnd(width(1))}  ${holder}`,
  );
}

/** An address with the name that it has in the deployment. */
export function nameOf(book: AddressBook, address: Address): string {
  if (isAddressEqual(address, zeroAddress)) return 'anyone';
  const name = contractNames.find((each) => isAddressEqual(book.contracts[each], address));
  return name === undefined ? getAddress(address) : `${getAddress(address)} (${name})`;
}
