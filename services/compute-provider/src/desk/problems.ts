import { AtollError } from '@atoll/schemas/error';
import type { Address, Bytes32 } from '@atoll/schemas/ids';

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

/** As many requests as one account may have open. */
export class TooManyOpenRequests extends AtollError {
  constructor(input: { requester: Address; limit: number }) {
    super({
      code: 'too_many_requests',
      message: `${input.requester} has ${input.limit} requests open`,
      hint: 'wait for a decision, or withdraw one of them',
      retryable: true,
      data: input,
    });
  }
}

/** As many requests as the desk keeps, from everybody together. */
export class InboxFull extends AtollError {
  constructor(limit: number) {
    super({
      code: 'too_many_requests',
      message: `the inbox of this provider holds ${limit} requests`,
      hint: 'ask again when its custodian has decided on some of them',
      retryable: true,
      data: { limit },
    });
  }
}

/** There is nothing to ask for any more. */
export class AlreadyApproved extends AtollError {
  constructor(input: { datasetId: string; metadataDigest: Bytes32 }) {
    super({
      code: 'conflict',
      message: `the custodian has approved algorithm version ${input.metadataDigest} for dataset ${input.datasetId} already`,
      hint: "ask for a quote; where that is refused as not approved, the dataset's owner has yet to approve it on chain",
      data: input,
    });
  }
}

/** Nobody's request, or somebody else's: which of the two is not told. */
export class RequestNotFound extends AtollError {
  constructor(id: Bytes32) {
    super({
      code: 'not_found',
      message: `there is no request ${id} that you may see`,
      hint: 'sign with the account that asked, or with the custodian of the provider',
      data: { id },
    });
  }
}

export class RequestDecided extends AtollError {
  constructor(id: Bytes32, state: string) {
    super({
      code: 'conflict',
      message: `request ${id} is ${state}`,
      hint: 'a request is decided once; ask for approval again',
      data: { id, state },
    });
  }
}

/** No dataset that is bound here asks for a signature under that text. */
export class AgreementUnknown extends AtollError {
  constructor(input: { datasetId: string; text: Bytes32 }) {
    super({
      code: 'not_found',
      message: `dataset ${input.datasetId} asks for no agreement with text ${input.text}`,
      hint: 'ask for a quote: its refusal names the agreement that is wanted now',
      data: { datasetId: input.datasetId, text: input.text },
    });
  }
}

export class AgreementRefused extends AtollError {
  constructor(reason: string, hint: string) {
    super({ code: 'invalid_signature', message: `the agreement is not taken: ${reason}`, hint });
  }
}

/** No output of that name is held for review. */
export class HeldOutputNotFound extends AtollError {
  constructor(input: { jobId: Bytes32; name: string }) {
    super({
      code: 'not_found',
      message: `job ${input.jobId} holds no output of that name for review`,
      hint: 'GET /reviews names what is held',
      data: { jobId: input.jobId },
    });
  }
}

/** The file is not what the guard wrote: nothing is decided on it. */
export class HeldOutputDamaged extends AtollError {
  constructor(input: { jobId: Bytes32; name: string }) {
    super({
      code: 'digest_mismatch',
      message: `output ${input.name} of job ${input.jobId} is not what the guard let through`,
      hint: 'withhold it, and look at the disk and at who can write to the state directory',
      data: input,
    });
  }
}

/** An output that cannot be shown as text, or not all of it. */
export class NoSafeView extends AtollError {
  constructor(input: { name: string; reason: string }) {
    super({
      code: 'unsupported_media_type',
      message: `output ${input.name} has no safe view: ${input.reason}`,
      hint: 'fetch it without view=safe, and open it with a tool that runs nothing of it',
      data: input,
    });
  }
}
