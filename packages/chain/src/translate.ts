import { AtollError } from '@atoll/schemas/error';
import { BaseError, ContractFunctionRevertedError, RawContractError } from 'viem';
import { ChainUnavailable } from './errors.ts';
import { explainRevert } from './reverts.ts';

/**
 * Calls the chain and gives its failures Atoll's names: a revert becomes its problem, everything else `chain_unavailable`.
 * @param what the request, for the message
 */
export async function translated<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    throw translateError(what, error);
  }
}

/** The AtollError for whatever viem threw. */
export function translateError(what: string, error: unknown): AtollError {
  if (error instanceof AtollError) return error;
  if (isRevert(error)) return explainRevert(error);
  return new ChainUnavailable({
    what: `${what}: ${error instanceof BaseError ? error.shortMessage : String(error)}`,
    cause: error,
  });
}

function isRevert(error: unknown): boolean {
  if (!(error instanceof BaseError)) return false;
  const found = error.walk(
    (cause) =>
      cause instanceof ContractFunctionRevertedError ||
      cause instanceof RawContractError ||
      (cause instanceof Error && cause.name === 'ExecutionRevertedError'),
  );
  return found !== null;
}
