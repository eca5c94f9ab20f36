import { assetStates } from '@atoll/schemas/asset';
import { AtollError } from '@atoll/schemas/error';
import type { Hex } from '@atoll/schemas/ids';
import { BaseError, decodeErrorResult } from 'viem';
import { revertAbi } from './revert-abi.ts';
import { revertTable } from './revert-table.ts';

/** A call or transaction that the contracts refused, in the words of the market. */
export class TransactionReverted extends AtollError {}

/**
 * The problem behind a failed call or transaction: decodes the contracts' custom error and gives its code, a sentence with its
 * arguments, and what to do. What cannot be decoded is `transaction_reverted`.
 *
 * `data` holds `{ error, args }`, arguments by name as text.
 *
 * @example
 * try { await chain.publicClient.simulateContract(call); } catch (error) { throw explainRevert(error); }
 */
export function explainRevert(error: unknown): AtollError {
  if (error instanceof AtollError) return error;
  const data = revertDataOf(error);
  const decoded = data === undefined ? undefined : decode(data);
  if (decoded === undefined) return undecoded(error, data);
  const { name, args } = decoded;
  const meaning = revertTable[name];
  if (name === 'AssetNotActive') return assetNotActive(args, error);
  if (meaning === undefined) return undecoded(error, data, decoded);
  return new TransactionReverted({
    code: meaning.code,
    message: meaning.say(args),
    hint: meaning.hint,
    data: { error: name, args },
    cause: error,
  });
}

interface Decoded {
  readonly name: string;
  readonly args: Readonly<Record<string, string>>;
}

function decode(data: Hex): Decoded | undefined {
  let result;
  try {
    result = decodeErrorResult({ abi: revertAbi, data });
  } catch {
    // not an error of ours: `undecoded` reports it with its bytes
    return undefined;
  }
  const inputs = 'inputs' in result.abiItem ? result.abiItem.inputs : [];
  const values: readonly unknown[] = result.args ?? [];
  const args = Object.fromEntries(
    inputs.map((input, index) => [input.name ?? String(index), String(values[index])]),
  );
  return { name: result.errorName, args };
}

/** The bytes that a contract reverted with, wherever the client has put them. */
export function revertDataOf(error: unknown): Hex | undefined {
  for (let cause: unknown = error; cause instanceof Error; cause = cause.cause) {
    for (const field of ['raw', 'data']) {
      const found = hexIn(Reflect.get(cause, field));
      if (found !== undefined) return found;
    }
  }
  return undefined;
}

function hexIn(value: unknown): Hex | undefined {
  if (typeof value === 'string' && isRevertData(value)) return value;
  return typeof value === 'object' && value !== null && 'data' in value ? hexIn(value.data) : undefined;
}

const isRevertData = (value: string): value is Hex => /^0x([0-9a-fA-F]{2}){4,}$/.test(value);

function assetNotActive(args: Decoded['args'], cause: unknown): AtollError {
  const state = assetStates[Number(args['state'])];
  const retired = state === 'retired';
  return new TransactionReverted({
    code: retired ? 'asset_retired' : 'asset_paused',
    message: `asset ${args['assetId']} is ${state ?? 'not active'}`,
    hint: retired ? 'choose an active asset' : 'wait until its owner activates it',
    data: { error: 'AssetNotActive', args },
    cause,
  });
}

function undecoded(cause: unknown, data: Hex | undefined, decoded?: Decoded): AtollError {
  const what =
    decoded === undefined
      ? cause instanceof BaseError
        ? cause.shortMessage
        : String(cause)
      : `${decoded.name}(${Object.values(decoded.args).join(', ')})`;
  return new TransactionReverted({
    code: 'transaction_reverted',
    message: `the transaction was refused: ${what}`,
    hint: 'read the named error; the call cannot succeed as it is',
    data: {
      ...(decoded === undefined ? {} : { error: decoded.name, args: decoded.args }),
      ...(data === undefined ? {} : { revert: data }),
    },
    cause,
  });
}
