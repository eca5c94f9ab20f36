import { AtollError } from '@atoll/schemas/error';

/** The path lies outside of the configured data folders, or is no folder. */
export class PathNotAllowed extends AtollError {
  constructor(reason: string) {
    super({
      code: 'not_allowed',
      message: `the path cannot be registered: ${reason}`,
      hint: 'name a folder below one of DATA_ROOTS; links that lead outside are not followed',
      data: { reason },
    });
  }
}

/** Nothing of that name is being registered. */
export class StagingUnknown extends AtollError {
  constructor(name: string) {
    super({
      code: 'not_found',
      message: `no snapshot of ${name} is being registered`,
      hint: 'list the datasets: it may be there already',
      data: { name },
    });
  }
}

/** No snapshot of that id, or no dataset bound to that asset, at this provider. */
export class DatasetUnknown extends AtollError {
  constructor(what: string) {
    super({
      code: 'dataset_unknown',
      message: `this provider hosts no dataset ${what}`,
      hint: 'register the dataset and bind it to its asset, or ask the provider that the asset names',
      data: { what },
    });
  }
}

/** The snapshot is not what the asset on chain commits to, or not this provider's to bind. */
export class BindRefused extends AtollError {
  constructor(reason: string, data: Readonly<Record<string, unknown>> = {}) {
    super({
      code: 'conflict',
      message: `the snapshot cannot be bound: ${reason}`,
      hint: 'bind the snapshot whose commitment the asset was minted or updated with',
      data,
    });
  }
}

/** The asset's token passed to another owner since the custodian bound its data: a stolen or sold token opens nothing. */
export class DatasetChangedHands extends AtollError {
  constructor(assetId: string) {
    super({
      code: 'custodian_approval_missing',
      message: `dataset ${assetId} has changed hands since its custodian bound it`,
      hint: 'ask the custodian to bind the dataset anew for its new owner',
      data: { assetId },
    });
  }
}

/** The snapshot's files are no longer what was committed to. */
export class DatasetChanged extends AtollError {
  constructor(assetId: string, cause: unknown) {
    super({
      code: 'dataset_changed',
      message: `the files of dataset ${assetId} no longer match their commitment`,
      hint: 'the owner has to restore the files, or publish a new version',
      data: { assetId },
      cause,
    });
  }
}

/** What may ever leave the dataset has left it. */
export class ReleaseBudgetSpent extends AtollError {
  constructor(assetId: string) {
    super({
      code: 'not_allowed',
      message: `dataset ${assetId} has released as much as its owner lets it`,
      hint: 'ask the data owner for a larger budget of released bytes',
      data: { assetId },
    });
  }
}

/** A staged file has rights to be written, which staging takes away. */
export class FileWritable extends AtollError {
  constructor(path: string) {
    super({
      code: 'dataset_changed',
      message: `${path} may be written to`,
      hint: 'take the right to write from the files of the snapshot: chmod 444',
      data: { path },
    });
  }
}
