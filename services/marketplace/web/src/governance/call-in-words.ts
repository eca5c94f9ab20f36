import type { AddressBook } from '@atoll/contracts/address-book';
import type { Hex } from '@atoll/schemas/ids';
import type { ContractCall } from '@atoll/chain/write';
import { type Abi, type AbiFunction, BaseError, decodeFunctionData, getAbiItem } from 'viem';
import { fieldInWords, type FieldValue } from './call-field.ts';
import { abis, contractAt, type KnownCall, knownCalls } from './known-calls.ts';

/** A call of a proposal as it stands on chain. */
export interface RawCall {
  readonly target: string;
  /** Native coin, in wei. */
  readonly value: string;
  readonly data: Hex;
}

/** A call for people: what it does, on what, with what. */
export interface CallInWords {
  readonly title: string;
  /** Name of the contract in this market; undefined where it is none of it. */
  readonly contract: string | undefined;
  /** The exact function, e.g. `setFeeRate(uint16)`; undefined where the data fits no function that is known. */
  readonly signature: string | undefined;
  readonly values: readonly { readonly name: string; readonly text: string }[];
}

/** The values of a call in the order of a known form, out of a struct or plain arguments. */
function valuesOf(known: KnownCall, args: readonly unknown[]): unknown[] {
  if (known.struct !== true) return known.fields.map((_, index) => args[index]);
  const [struct] = args;
  const members = typeof struct === 'object' && struct !== null ? Object.entries(struct) : [];
  return known.fields.map(({ name }): unknown => members.find(([key]) => key === name)?.[1]);
}

function typeOf(input: AbiFunction['inputs'][number]): string {
  if (!('components' in input)) return input.type;
  const members = input.components.map(typeOf).join(',');
  return input.type.replace('tuple', `(${members})`);
}

const signatureOf = ({ name, inputs }: AbiFunction) => `${name}(${inputs.map(typeOf).join(',')})`;

function decoded(abi: Abi, data: Hex): { item: AbiFunction; args: readonly unknown[] } | undefined {
  try {
    const { functionName, args = [] } = decodeFunctionData({ abi, data });
    const item = getAbiItem({ abi, name: functionName, args: [...args] });
    return item?.type === 'function' ? { item, args } : undefined;
  } catch (error) {
    // Data that fits no function of the contract is shown as it is.
    if (error instanceof BaseError) return undefined;
    throw error;
  }
}

/**
 * Tells what a call of a proposal does, from the ABI of the contract that it calls. What it cannot read it does not guess.
 *
 * @example callInWords(book, { target: book.contracts.jobs, value: '0', data }).title // 'Set the protocol fee'
 */
export function callInWords(book: AddressBook, { target, data }: RawCall): CallInWords {
  const contract = contractAt(book, target);
  const found = contract === undefined ? undefined : decoded(contract.abi, data);
  if (contract === undefined || found === undefined) {
    return {
      title: 'Make a call that this page cannot read',
      contract: contract?.name,
      signature: undefined,
      values: [],
    };
  }
  const { item, args } = found;
  const token = book.tokens.find(({ address }) => address === target.toLowerCase());
  const known = knownCalls.find((call) => call.contract === contract.name && call.functionName === item.name);
  const values =
    known === undefined
      ? item.inputs.map((input, index) => ({
          name: input.name ?? `argument ${index + 1}`,
          text: fieldInWords('text', args[index]),
        }))
      : valuesOf(known, args).map((value, index) => {
          const field = known.fields[index];
          return { name: field?.label ?? '', text: fieldInWords(field?.kind ?? 'text', value, token) };
        });
  return {
    title: known?.title ?? `Call ${item.name} of ${contract.name}`,
    contract: contract.name === 'payment token' ? (token?.symbol ?? 'payment token') : contract.name,
    signature: signatureOf(item),
    values,
  };
}

/**
 * The call that a form's values make.
 * @param token of a payment; it is the contract that is called then
 */
export function callOf(
  book: AddressBook,
  known: KnownCall,
  values: readonly FieldValue[],
  token: AddressBook['tokens'][number] | undefined,
): ContractCall {
  const args = known.struct
    ? [Object.fromEntries(known.fields.map(({ name }, index) => [name, values[index]]))]
    : [...values];
  const { contract, functionName } = known;
  if (contract !== 'payment token')
    return { address: book.contracts[contract], abi: abis[contract], functionName, args };
  const target = contractAt(book, token?.address ?? '');
  if (token === undefined || target === undefined) throw new RangeError('a payment needs its token');
  return { address: token.address, abi: target.abi, functionName, args };
}
