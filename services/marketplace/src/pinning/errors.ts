import { AtollError } from '@atoll/schemas/error';
import { carType, rawBlockType } from '@atoll/schemas/marketplace-api';

/** The account would keep more here than it may. */
export class PinQuotaExceeded extends AtollError {
  constructor(input: { quotaBytes: number; usedBytes: number; bytes: number }) {
    super({
      code: 'payload_too_large',
      message: `${input.bytes} bytes more would exceed the account's quota: ${input.usedBytes} of ${input.quotaBytes} bytes are used`,
      hint: 'delete pins that are no longer needed, or pin the content in a store of your own',
      data: input,
    });
  }
}

/** All accounts together keep as much as this marketplace takes. */
export class PinSpaceFull extends AtollError {
  constructor(input: { totalBytes: number }) {
    super({
      code: 'storage_unavailable',
      message: `the space of this marketplace (${input.totalBytes} bytes) is used up`,
      hint: 'pin the content in a store of your own; whoever runs the marketplace can raise PIN_TOTAL_BYTES',
      data: input,
    });
  }
}

/** The content is not pinned here. */
export class PinUnknown extends AtollError {
  constructor(cid: string) {
    super({
      code: 'not_found',
      message: `${cid} is not pinned here`,
      hint: 'pin it with POST /pins',
      data: { cid },
    });
  }
}

/** Only who pinned something may delete the pin. */
export class NotThePinner extends AtollError {
  constructor(input: { cid: string; account: string }) {
    super({
      code: 'not_allowed',
      message: `${input.cid} is not pinned by ${input.account}`,
      hint: 'sign with the wallet that pinned it; GET /pins/{cid} names it',
      data: input,
    });
  }
}

/** Another request of the same account changes the same pin. */
export class PinBusy extends AtollError {
  constructor(cid: string, cause?: unknown) {
    super({
      code: 'conflict',
      message: `${cid} is being pinned or deleted by another request`,
      hint: 'wait a moment and send the request again',
      retryable: true,
      data: { cid },
      cause,
    });
  }
}

/** The CAR's header names other roots than the signed query. */
export class RootsDiffer extends AtollError {
  constructor(input: { named: readonly string[]; found: readonly string[] }) {
    super({
      code: 'malformed_request',
      message:
        input.named.length === 0
          ? 'the query names no root'
          : `the query names ${input.named.join(', ')}, the CAR's header ${input.found.join(', ') || 'none'}`,
      hint: 'name each root of the CAR in the query that is signed: POST /pins?root=bafy…',
      data: input,
    });
  }
}

/** A block below the root is neither in the upload nor in the store. */
export class UploadIncomplete extends AtollError {
  constructor(input: { root: string; missing: unknown; cause: unknown }) {
    super({
      code: 'content_unavailable',
      message: `the DAG at ${input.root} is not complete: block ${String(input.missing)} is neither in the CAR nor in the store; nothing was pinned`,
      hint: 'export the CAR with every block below its root and send it again',
      data: { root: input.root, missing: input.missing },
      cause: input.cause,
    });
  }
}

/** The upload, or the DAG that it makes, has more blocks than are taken. */
export class TooManyBlocks extends AtollError {
  constructor(maxBlocks: number) {
    super({
      code: 'payload_too_large',
      message: `more than ${maxBlocks} blocks`,
      hint: 'add the content with larger chunks (1 MiB) or in several parts',
      data: { maxBlocks },
    });
  }
}

/** The sender went away or sent nothing for too long. */
export class UploadInterrupted extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `the upload ended early: ${reason}`,
      hint: 'send it again; nothing was pinned',
      retryable: true,
      cause,
    });
  }
}

/** As many uploads run as this marketplace takes at once. */
export class TooManyUploads extends AtollError {
  constructor() {
    super({
      code: 'too_many_requests',
      message: 'too many uploads run at once',
      hint: 'wait until an upload of this account has ended and send the request again',
      retryable: true,
    });
  }
}

/** The body is neither a block nor a CAR. */
export class UnsupportedUpload extends AtollError {
  constructor(found: string | undefined) {
    super({
      code: 'unsupported_media_type',
      message:
        found === undefined
          ? 'the content type is missing'
          : `the content type ${found.slice(0, 100)} is not taken`,
      hint: `send one block as ${rawBlockType} or blocks as ${carType}`,
    });
  }
}
