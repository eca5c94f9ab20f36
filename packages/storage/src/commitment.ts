import { BlackHoleBlockstore } from 'blockstore-core/black-hole';
import { importer, type ImporterOptions } from 'ipfs-unixfs-importer';
import type { CID } from 'multiformats/cid';
import { InvalidSalt } from './commitment-errors.ts';
import { cidOfSha256, digestOfCid, type Hex, RAW } from './digest.ts';
import { assertUnchanged, listFolder, type ListedFile, SALT_NAME } from './list-folder.ts';
import { readLeaves } from './read-leaves.ts';
import { unixfsProfile } from './unixfs-profile.ts';
import { sha256 } from './verify-block.ts';

/** Bytes of a commitment's salt. */
export const SALT_BYTES = 32;

export interface CommittedFile {
  /** Relative to the folder, `/` between names. */
  readonly path: string;
  readonly size: number;
  /** Time of the last change of content, nanoseconds since 1970. */
  readonly modifiedNs: bigint;
  /** Root of the file's own UnixFS DAG. It is not salted: whoever learns it can confirm a guess of the file. */
  readonly cid: CID;
}

export interface Commitment {
  /** Root directory of salt and files. */
  readonly cid: CID;
  /** sha2-256 of the root block, as the contract holds it. */
  readonly digest: Hex;
  /** Sorted by path; without the salt. */
  readonly files: readonly CommittedFile[];
  /** Sum of the files' sizes, without the salt. */
  readonly bytes: number;
}

export interface CommitProgress {
  readonly files: number;
  readonly bytes: number;
  readonly totalFiles: number;
  readonly totalBytes: number;
}

export interface CommitFolderParameters {
  /** A folder, or one file, which is then taken as a folder that holds just it. */
  readonly path: string;
  /** 32 random bytes. Keep them: without them the commitment can be neither verified nor opened. */
  readonly salt: Uint8Array;
  readonly onProgress?: (progress: CommitProgress) => void;
  /**
   * Each leaf as it is hashed, in order within a file (files take turns): `index` counts chunks of 1 MiB from 0, `digest` is the 32-byte sha2-256 of the chunk.
   * Kept, they let `sampleFolder` check single chunks. They are not salted; keep them private.
   */
  readonly onLeaf?: (path: string, index: number, digest: Uint8Array) => void;
  readonly signal?: AbortSignal;
}

/**
 * The salted commitment of a folder: the CID of the UnixFS directory that holds its files and a file `.salt` in the root, laid
 * out as {@link unixfsProfile} says. Nothing is stored and nothing is provided. The salt keeps anyone who knows a likely content
 * from confirming it. Memory does not grow with the size of files, only with their number.
 *
 * @throws {@link InvalidSalt}, {@link PathMissing}, {@link UnsupportedEntry}, {@link FileChanged} when anything is written, added
 * or removed while it runs
 * @example
 * const { cid, digest } = await commitFolder({ path: 'data/reef', salt: randomBytes(32) });
 */
export async function commitFolder(parameters: CommitFolderParameters): Promise<Commitment> {
  const { path, salt, signal } = parameters;
  if (salt.byteLength !== SALT_BYTES) throw new InvalidSalt(salt.byteLength);
  const listing = await listFolder(path);
  const listed = new Map(listing.files.map((file) => [file.path, file]));
  const files: CommittedFile[] = [];
  let root: CID | undefined;
  for await (const entry of importer(
    [
      { path: SALT_NAME, content: salt },
      ...listing.emptyFolders.map((folder) => ({ path: folder })),
      ...listing.files.map((file) => ({ path: file.path, content: new Uint8Array(0) })),
    ],
    new BlackHoleBlockstore(),
    {
      ...unixfsProfile(),
      wrapWithDirectory: true,
      // a chunk is hashed before the file's next one is asked for, and few files are open: what keeps memory constant;
      // with one file at a time a folder of small files took twice as long
      fileImportConcurrency: FILES_AT_ONCE,
      blockWriteConcurrency: 1,
      bufferImporter: hashLeaves(parameters, listing.files),
    },
  )) {
    // files come in the order of the listing, folders after them, the root last
    const file = listed.get(entry.path ?? '');
    if (file !== undefined) {
      files.push({ path: file.path, size: file.size, modifiedNs: file.modifiedNs, cid: entry.cid });
    }
    root = entry.cid;
  }
  signal?.throwIfAborted();
  await assertUnchanged(path, listing);
  if (root === undefined) throw new Error('the importer gave no root');
  const bytes = files.reduce((sum, { size }) => sum + size, 0);
  return { cid: root, digest: digestOfCid(root), files, bytes };
}

const FILES_AT_ONCE = 4;

/** Stand-in for the bytes of a leaf, which nobody needs once it is hashed. */
const NO_BYTES = new Uint8Array(0);

/** Reads and hashes a listed file chunk by chunk and hands the importer CIDs alone; the importer lays out the tree. */
function hashLeaves(
  parameters: CommitFolderParameters,
  files: readonly ListedFile[],
): NonNullable<ImporterOptions['bufferImporter']> {
  const byPath = new Map(files.map((file) => [file.path, file]));
  const totalBytes = files.reduce((sum, { size }) => sum + size, 0);
  const done = { files: 0, bytes: 0 };
  return async function* hashFile(candidate) {
    const file = byPath.get(candidate.path ?? '');
    const chunks = file === undefined ? candidate.content : readLeaves(file, parameters.signal);
    let index = 0;
    for await (const chunk of chunks) {
      const digest = sha256(chunk);
      const size = BigInt(chunk.byteLength);
      const cid = cidOfSha256(RAW, digest);
      yield () => Promise.resolve({ cid, size, block: NO_BYTES });
      if (file === undefined) continue;
      parameters.onLeaf?.(file.path, index, digest);
      index += 1;
      done.bytes += chunk.byteLength;
      parameters.onProgress?.({ ...done, totalFiles: files.length, totalBytes });
    }
    if (file === undefined) return;
    done.files += 1;
    parameters.onProgress?.({ ...done, totalFiles: files.length, totalBytes });
  };
}
