import type { AddOptions } from '@helia/unixfs';
import { fixedSize } from 'ipfs-unixfs-importer/chunker';
import { balanced } from 'ipfs-unixfs-importer/layout';
import { CHUNK_BYTES, MAX_LINKS } from './sizes.ts';

/**
 * How Atoll lays bytes out as UnixFS, said exactly because a CID depends on it: the profile `unixfs-v1-2025`
 * (https://github.com/ipfs/specs, IPIP-499), which is also what `@helia/unixfs` does when told nothing.
 * CIDv1, sha2-256, raw leaves, chunks of 1 MiB, balanced tree of at most 1024 links, a file of one chunk is that raw block,
 * a directory becomes a HAMT of fan-out 256 when its block would exceed 256 KiB, no mode and no mtime.
 *
 * In Kubo: `ipfs add --cid-version 1 --raw-leaves --chunker size-1048576 --max-file-links 1024`.
 *
 * A fresh object each time: the importer writes into its options.
 */
export function unixfsProfile(): Pick<
  AddOptions,
  'profile' | 'cidVersion' | 'rawLeaves' | 'reduceSingleLeafToSelf' | 'chunker' | 'layout'
> {
  return {
    profile: 'unixfs-v1-2025',
    cidVersion: 1,
    rawLeaves: true,
    reduceSingleLeafToSelf: true,
    chunker: fixedSize({ chunkSize: CHUNK_BYTES }),
    layout: balanced({ maxChildrenPerNode: MAX_LINKS }),
  };
}
