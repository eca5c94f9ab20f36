import { AtollError } from '@atoll/schemas/error';

/** An asset that cannot be ordered in its state. */
export class AssetNotActive extends AtollError {
  constructor(assetId: string, state: 'paused' | 'retired') {
    super({
      code: state === 'retired' ? 'asset_retired' : 'asset_paused',
      message: `asset ${assetId} is ${state}`,
      hint: state === 'retired' ? 'choose an asset that is active' : 'wait until its owner activates it',
      data: { assetId },
    });
  }
}

/** The owner has not approved the algorithm on chain, or the approval's runs are used up. */
export class NotApproved extends AtollError {
  constructor(datasetId: string, metadataDigest: string, reason: string) {
    super({
      code: 'not_approved',
      message: `algorithm version ${metadataDigest} may not run on dataset ${datasetId}: ${reason}`,
      hint: "ask the dataset's owner to approve exactly this version of the algorithm",
      data: { datasetId, metadataDigest, reason },
    });
  }
}

export class ApprovalExpired extends AtollError {
  constructor(datasetId: string, metadataDigest: string, expiredAt: number) {
    super({
      code: 'approval_expired',
      message: `the approval of algorithm version ${metadataDigest} for dataset ${datasetId} expired at ${expiredAt}`,
      hint: "ask the dataset's owner to approve it again",
      data: { datasetId, metadataDigest, expiredAt },
    });
  }
}

/** Something about the request that no provider could run, or not this one. */
export class OrderInvalid extends AtollError {
  constructor(what: string, hint: string, data: Readonly<Record<string, unknown>> = {}) {
    super({ code: 'invalid_order', message: `the job cannot be ordered: ${what}`, hint, data });
  }
}

/** The asset's terms do not let this provider run it. */
export class ProviderNotNamed extends AtollError {
  constructor(assetId: string, by: string) {
    super({
      code: 'not_allowed',
      message: `asset ${assetId} does not run at this provider: ${by}`,
      hint: 'ask the provider that the asset names',
      data: { assetId },
    });
  }
}

export class EnvironmentUnknown extends AtollError {
  constructor(environment: string) {
    super({
      code: 'environment_unknown',
      message: `this provider does not rent environment ${environment}`,
      hint: 'GET /environments lists what it rents',
      data: { environment },
    });
  }
}

export class EnvironmentBusy extends AtollError {
  constructor(environment: string, slots: number) {
    super({
      code: 'environment_busy',
      message: `all ${slots} slots of environment ${environment} are taken or reserved`,
      hint: 'try again in a moment: a reservation lapses with its quote',
      retryable: true,
      data: { environment, slots },
    });
  }
}

/** The owner of the data wants another runtime than the one that runs jobs here. */
export class RuntimeUnavailable extends AtollError {
  constructor(needed: string, there: string) {
    super({
      code: 'runtime_unavailable',
      message: `the data may be opened under ${needed} (gVisor) only, and jobs run under ${there} here`,
      hint: 'order at a provider whose environment states the runtime that the data asks for',
      data: { needed, there },
    });
  }
}

export class CollateralTooSmall extends AtollError {
  constructor(needed: bigint, free: bigint) {
    super({
      code: 'insufficient_collateral',
      message: `the provider's free collateral of ${free} does not cover an order of ${needed}`,
      hint: 'order fewer seconds, or try again when other orders have passed their dispute window',
      data: { needed: needed.toString(), free: free.toString() },
    });
  }
}

/** The provider leaves: the chain would refuse the order. */
export class ProviderDraining extends AtollError {
  constructor(provider: string) {
    super({
      code: 'not_allowed',
      message: `provider ${provider} is leaving and takes no new order`,
      hint: 'choose another provider; jobs that it owes go on',
      data: { provider },
    });
  }
}

export class MaximumTooLarge extends AtollError {
  constructor(maximum: bigint) {
    super({
      code: 'invalid_order',
      message: `an order of ${maximum} is more than the contracts can hold`,
      hint: 'order fewer seconds or fewer datasets',
      data: { maximum: maximum.toString() },
    });
  }
}

/** What this provider would sign, the chain would not take. */
export class OperatorNotRegistered extends AtollError {
  constructor(operator: string) {
    super({
      code: 'not_ready',
      message: `the chain does not know ${operator} as the operator of this provider`,
      hint: 'the provider has to register its operator, or to be started with the key of the registered one',
      retryable: true,
      data: { operator },
    });
  }
}

/** The quote is not one of this provider's, or its time has passed. */
export class QuoteExpired extends AtollError {
  constructor(validUntil: number) {
    super({
      code: 'quote_expired',
      message: `the quote was valid until ${validUntil}`,
      hint: 'ask for a new quote',
      data: { validUntil },
    });
  }
}
