import { AtollError } from '@atoll/schemas/error';
import type { CID } from 'multiformats/cid';

/** Who handed over bytes; it decides what the reader of an error can do about it. */
export type BlockOrigin =
  | { from: 'disk'; directory: string }
  | { from: 'kubo'; url: string }
  | { from: 'gateway'; url: string }
  | { from: 'car' }
  | { from: 'caller' };

function describeOrigin(origin: BlockOrigin): string {
  switch (origin.from) {
    case 'disk':
      return `the block store in ${origin.directory}`;
    case 'kubo':
    case 'gateway':
      return `${origin.from} ${origin.url}`;
    case 'car':
      return 'the CAR';
    case 'caller':
      return 'the caller';
  }
}

function repairHint(origin: BlockOrigin): string {
  switch (origin.from) {
    case 'disk':
      return 'the stored block is damaged: repair it with pin(cid, { repair: true }) while a gateway has it, or put the original bytes again';
    case 'kubo':
      return 'run `ipfs repo verify --heal` on that node, or point Atoll at another one';
    case 'gateway':
      return 'take that gateway out of the configuration: it answers with other bytes than were asked for';
    case 'car':
      return 'export the CAR again from a store that verifies its blocks';
    case 'caller':
      return 'compute the CID from exactly the bytes that are handed over';
  }
}

/** A CID that Atoll does not read: other codec than raw or dag-pb, other hash than sha2-256, or not of the wanted kind. */
export class UnsupportedCid extends AtollError {
  constructor(cid: string, reason: string) {
    super({
      code: 'unsupported_cid',
      message: `CID ${cid} is not supported: ${reason}`,
      hint: 'use a CID with sha2-256 and codec raw (a document) or dag-pb (a UnixFS file or directory)',
      data: { cid, reason },
    });
  }
}

/** A dag-pb block whose bytes match its CID but do not form a UnixFS file or directory that can be trusted. */
export class MalformedDag extends AtollError {
  constructor(cid: string, reason: string, cause?: unknown) {
    super({
      code: 'unsupported_cid',
      message: `the DAG at ${cid} is malformed: ${reason}`,
      hint: 'add the content again with an IPFS implementation that follows the UnixFS specification',
      data: { cid, reason },
      cause,
    });
  }
}

/** A path below a CID that leads nowhere. */
export class PathNotFound extends AtollError {
  constructor(path: string, reason: string, cause?: unknown) {
    super({
      code: 'not_found',
      message: `nothing is at ${path}: ${reason}`,
      hint: 'ask for the CID alone with dag-scope=entity to see what names it has',
      data: { path, reason },
      cause,
    });
  }
}

/** Bytes that are not what their CID says. */
export class DigestMismatch extends AtollError {
  readonly origin: BlockOrigin;

  constructor(cid: CID, actual: string, origin: BlockOrigin) {
    super({
      code: 'digest_mismatch',
      message: `${describeOrigin(origin)} gave bytes for ${cid.toString()} whose sha2-256 is ${actual}`,
      hint: repairHint(origin),
      data: { cid: cid.toString(), actual, from: origin.from },
    });
    this.origin = origin;
  }
}

/** What one source answered when it was asked for a block. */
export interface Attempt {
  readonly source: string;
  readonly reason: string;
}

/** No source has the block now. */
export class ContentUnavailable extends AtollError {
  constructor(cid: CID, attempts: readonly Attempt[]) {
    const tried = attempts.map(({ source, reason }) => `${source}: ${reason}`).join('; ');
    super({
      code: 'content_unavailable',
      message: `no source has ${cid.toString()} (${tried})`,
      hint: 'try again later, pin the content in this store, or configure a gateway that has it',
      retryable: true,
      data: { cid: cid.toString(), attempts },
    });
  }
}

/** More bytes than the reader is ready to take. */
export class ContentTooLarge extends AtollError {
  constructor(what: string, limit: number, actual?: number | bigint) {
    super({
      code: 'payload_too_large',
      message: `${what} ${actual === undefined ? 'has more than' : `has ${actual} bytes, more than`} ${limit} bytes`,
      hint: 'raise the limit of this read if the size is expected, otherwise refuse the content',
      data: { limit, ...(actual === undefined ? {} : { actual: String(actual) }) },
    });
  }
}

/** A CAR that is cut off or does not follow the format (https://ipld.io/specs/transport/car/carv1/). */
export class MalformedCar extends AtollError {
  constructor(reason: string, cause?: unknown) {
    super({
      code: 'malformed_request',
      message: `the CAR cannot be read: ${reason}`,
      hint: 'transfer the CAR again; blocks before the fault are stored and need not be sent twice',
      data: { reason },
      cause,
    });
  }
}

/** The store itself failed: disk full, no permission, Kubo does not answer. */
export class StorageFailed extends AtollError {
  constructor(operation: string, where: string, cause: unknown) {
    super({
      code: 'storage_unavailable',
      message: `${operation} failed in ${where}: ${cause instanceof Error ? cause.message : String(cause)}`,
      hint: 'check free space and permissions of the storage directory, or that the Kubo node is up',
      retryable: true,
      data: { operation, where },
      cause,
    });
  }
}
