import { AtollError } from '@atoll/schemas/error';

/** Something in a folder that a commitment cannot cover. */
export class UnsupportedEntry extends AtollError {
  constructor(path: string, what: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `${path} is ${what}`,
      hint: 'a dataset holds regular files and folders with plain names: remove, copy or rename the entry and register again',
      data: { path, what },
      cause,
    });
  }
}

/** No file or folder at a path, or no permission to see it. */
export class PathMissing extends AtollError {
  constructor(path: string, cause: unknown) {
    super({
      code: 'not_found',
      message: `${path} cannot be read: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'name a file or folder that exists and that this process may read',
      data: { path },
      cause,
    });
  }
}

/** A file that is not what it was when the commitment began. */
export class FileChanged extends AtollError {
  constructor(path: string, what: string, cause?: unknown) {
    super({
      code: 'dataset_changed',
      message: `${path} changed: ${what}`,
      hint: 'register a snapshot that nothing writes to; files that changed need a new version of the dataset',
      data: { path, what },
      cause,
    });
  }
}

/** A folder whose root is not the one that was committed to. */
export class CommitmentMismatch extends AtollError {
  constructor(expected: string, actual: string) {
    super({
      code: 'dataset_changed',
      message: `the folder's commitment is ${actual}, not ${expected}`,
      hint: 'restore the snapshot from a backup, or publish a new version of the dataset',
      data: { expected, actual },
    });
  }
}

/** A salt of the wrong length. */
export class InvalidSalt extends AtollError {
  constructor(length: number) {
    super({
      code: 'malformed_request',
      message: `the salt has ${length} bytes, not 32`,
      hint: 'draw 32 random bytes once per dataset version and keep them with the snapshot',
      data: { length },
    });
  }
}
