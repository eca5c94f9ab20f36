import type { CID } from 'multiformats/cid';
import type { BlockOrigin } from './errors.ts';
import type { DagScope } from './walk-dag.ts';

/** Where blocks are kept. Bytes that it returns are not trusted: whoever reads verifies them. */
export interface LocalBlocks {
  readonly origin: BlockOrigin;
  /** The bytes as they are kept, or undefined when the block is not here. */
  read(cid: CID, signal?: AbortSignal): Promise<Uint8Array | undefined>;
  /** Keeps bytes that were verified; atomic: a reader sees all or nothing. */
  write(cid: CID, bytes: Uint8Array): Promise<void>;
  has(cid: CID): Promise<boolean>;
  /**
   * Moves files that hold verified blocks in, each whole or not at all; durable when it resolves. A store that has no such way takes the
   * blocks one by one.
   */
  moveIn?(files: readonly { cid: CID; path: string }[]): Promise<void>;
  addPin(root: CID): Promise<void>;
  removePin(root: CID): Promise<void>;
  listPins(): AsyncIterable<CID>;
  close(): Promise<void>;
}

/**
 * Verified blocks that are not in a store yet, each a file in a folder of their own. Nothing is synced: what a crash leaves here is deleted,
 * and what a store takes over is synced by the store. Disposing deletes what was not taken.
 *
 * Blocks are found by their hash, as in the store: the codec of a CID does not matter.
 */
export interface StagedBlocks extends AsyncDisposable {
  readonly origin: BlockOrigin;
  /** Keeps bytes that were verified. */
  write(cid: CID, bytes: Uint8Array): Promise<void>;
  /** The bytes as they are kept, or undefined when the block is not here. */
  read(cid: CID): Promise<Uint8Array | undefined>;
  /** Bytes of a block that is here. */
  sizeOf(cid: CID): number | undefined;
  /** The file of a block, which belongs to the caller from now on; undefined when the block is not here. */
  release(cid: CID): string | undefined;
}

/** Someone else who may have a block. Bytes are not trusted. */
export interface RemoteBlocks {
  readonly origin: BlockOrigin;
  /** The bytes, or why there are none. Rejects only when the caller aborts. */
  fetchBlock(cid: CID, signal?: AbortSignal): Promise<{ bytes: Uint8Array } | { reason: string }>;
}

export interface ReadOptions {
  readonly signal?: AbortSignal | undefined;
  /** Ask no gateway and no peer: only what is kept here. Default false. */
  readonly localOnly?: boolean;
  /** Blocks that count as kept nowhere, wherever in a DAG they stand. */
  readonly except?: ((cid: CID) => Promise<boolean>) | undefined;
}

export interface ExportOptions extends ReadOptions {
  /** As the trustless gateway's `dag-scope`; default `all`. */
  readonly scope?: DagScope;
  /** Only the blocks that hold these bytes of a file, both ends included, in place of a scope. */
  readonly range?: { readonly from: number; readonly to: number } | undefined;
  /** Blocks that are written first: those on the way to the root. */
  readonly way?: readonly { readonly cid: CID; readonly bytes: Uint8Array }[];
}

export interface PinProgress {
  readonly cid: CID;
  /** Blocks and bytes so far, each distinct block once. */
  readonly blocks: number;
  readonly bytes: number;
}

export interface PinOptions extends ReadOptions {
  /** Refuse a DAG above this many bytes (sum of its distinct blocks). Default: no limit. */
  readonly maxBytes?: number;
  /** Fetch blocks anew whose stored bytes are damaged, instead of throwing `digest_mismatch`. Default false. */
  readonly repair?: boolean;
  readonly onProgress?: (progress: PinProgress) => void;
}

/**
 * IPFS as Atoll uses it: content by CID, every byte verified whoever served it. The embedded store and Kubo stand behind it.
 *
 * Every read rejects with `unsupported_cid` (other than sha2-256 with raw or dag-pb), `digest_mismatch` (bytes that are not
 * what the CID says), `content_unavailable` (retryable: nobody has it now) or `storage_unavailable` (retryable: disk or Kubo failed).
 * Sizes are bytes.
 */
export interface Storage {
  /** Stores one raw block of at most 1 MiB; its sha2-256 is the CID's digest. `payload_too_large` above. */
  putDocument(bytes: Uint8Array): Promise<CID>;
  /** Stores a stream as a UnixFS file laid out as `unixfsProfile` says. Constant memory. */
  putFile(
    source: AsyncIterable<Uint8Array>,
    options?: { maxBytes?: number; signal?: AbortSignal },
  ): Promise<{ cid: CID; size: number }>;
  /** One block, at most 2 MiB. */
  getBlock(cid: CID, options?: ReadOptions): Promise<Uint8Array>;
  /**
   * A document: a raw block of at most 1 MiB.
   * @param options.repair fetch it anew where the stored bytes are damaged, instead of throwing `digest_mismatch`
   */
  getDocument(cid: CID, options?: ReadOptions & { repair?: boolean }): Promise<Uint8Array>;
  /** A UnixFS file's bytes in order, streamed with backpressure. More than `maxBytes` rejects before the first byte is given out. */
  getFile(
    cid: CID,
    options?: ReadOptions & { maxBytes?: number; offset?: number },
  ): AsyncIterable<Uint8Array>;
  /** Whether the block is kept here; says nothing about its bytes. */
  hasBlock(cid: CID): Promise<boolean>;
  /** Keeps one block after verifying it. */
  putBlock(cid: CID, bytes: Uint8Array): Promise<void>;
  /** Fetches the whole DAG below `root` into this store, verified, then remembers the root. Resumes where an earlier call stopped. */
  pin(root: CID, options?: PinOptions): Promise<{ blocks: number; bytes: number }>;
  /**
   * Takes blocks that were verified in and remembers the root; durable when it resolves.
   *
   * @param staged - where they lie; the ones taken may be gone from there
   * @param cids - which of them; with those and what is here already the DAG below `root` is whole
   */
  pinStaged(root: CID, staged: StagedBlocks, cids: readonly CID[]): Promise<void>;
  /** Forgets a pin; no error when there is none. */
  unpin(root: CID): Promise<void>;
  /** Roots that are pinned, in no order. */
  listPins(): AsyncIterable<CID>;
  /** The DAG as CARv1: depth first, each block once. */
  exportCar(root: CID, options?: ExportOptions): AsyncIterable<Uint8Array>;
  /**
   * Stores the blocks of a CARv1, each verified before it is kept; gives the roots that the header names.
   * `malformed_request` when cut off or malformed, `digest_mismatch`, `payload_too_large` above `maxBytes` (the whole CAR).
   */
  importCar(
    source: AsyncIterable<Uint8Array>,
    options: { maxBytes: number; signal?: AbortSignal },
  ): Promise<CID[]>;
  close(): Promise<void>;
}
