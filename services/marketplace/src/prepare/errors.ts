import { AtollError } from '@atoll/schemas/error';

/** The document that an asset would name is not here, so that nobody could read it. */
export class DocumentNotPinned extends AtollError {
  constructor(cid: string) {
    super({
      code: 'not_found',
      message: `${cid} is not kept here`,
      hint: 'pin the document first: POST /pins',
      data: { cid },
    });
  }
}

/** Errors of viem for an address that answers with nothing, or with something that the function does not return. */
const misanswers: ReadonlySet<string> = new Set([
  'ContractFunctionZeroDataError',
  'AbiDecodingZeroDataError',
  'AbiDecodingDataSizeTooSmallError',
  'PositionOutOfBoundsError',
  'InvalidBytesBooleanError',
]);

/** An address of the request is no contract of the kind that it has to be. */
export class NoSuchContract extends AtollError {
  constructor(cause: Error) {
    super({
      code: 'not_found',
      message: 'an address that was named is no such contract on this chain',
      hint: 'check the addresses of tokens and shares',
      cause,
    });
  }
}

/** Whether a call failed because whoever was called is something else: the node answered, so asking again helps nobody. */
export function isOfAnotherContract(error: unknown): error is Error {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (misanswers.has(cause.name)) return true;
  }
  return false;
}
