import { AtollError } from '@atoll/schemas/error';
import { type Address, type Bytes32 } from '@atoll/schemas/ids';

/** The custodian has thrown the kill switch. */
export class ProviderHalted extends AtollError {
  constructor(input: { since: string; reason: string }) {
    super({
      code: 'provider_halted',
      message: `this provider runs nothing since ${input.since}`,
      hint: 'ask again later, or choose another provider',
      retryable: true,
      data: input,
    });
  }
}

/** The owner of the dataset lets nobody run on it who is not on the custodian's list. */
export class BuyerNotListed extends AtollError {
  constructor(input: { buyer: Address; datasetId: string }) {
    super({
      code: 'buyer_not_listed',
      message: `${input.buyer} is not on the list of buyers of dataset ${input.datasetId}`,
      hint: 'ask the data owner to be listed',
      data: input,
    });
  }
}

/** The buyer has not signed the data-use agreement as it reads now. */
export class AgreementMissing extends AtollError {
  constructor(input: { buyer: Address; datasetId: string; title: string; cid: string; text: Bytes32 }) {
    super({
      code: 'agreement_missing',
      message: `dataset ${input.datasetId} is open to whoever has signed its data-use agreement`,
      hint: 'read the text at the CID, sign it and send it to POST /agreements',
      data: input,
    });
  }
}

/** The dataset wants more reviewers than this provider has: whatever is held could never be released. */
export class TooFewReviewers extends AtollError {
  constructor(input: { needed: number; there: number }) {
    super({
      code: 'not_ready',
      message: `the dataset asks for ${input.needed} reviewers, and this provider has ${input.there}`,
      hint: 'ask the provider to name another reviewer',
      data: input,
    });
  }
}
