import { AtollError } from '@atoll/schemas/error';
import type { Address } from '@atoll/schemas/ids';
import type { QuoteRequest } from '@atoll/schemas/order';

/** The request was signed, by somebody else than the buyer that it names. */
class NotTheBuyer extends AtollError {
  constructor(input: { buyer: Address; signer: Address }) {
    super({
      code: 'not_allowed',
      message: `${input.signer} asks for a quote for ${input.buyer}`,
      hint: 'sign with the account that is named as buyer',
      data: input,
    });
  }
}

/**
 * That the buyer asks itself: a quote reserves a slot and counts against what the buyer may reserve, so nobody asks for another.
 * @param signer the account whose signature was checked
 */
export function checkBuyer(request: QuoteRequest, signer: Address): void {
  if (signer !== request.buyer) throw new NotTheBuyer({ buyer: request.buyer, signer });
}
