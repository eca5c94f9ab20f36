/** A document (metadata, manifest) is one raw block of at most this many bytes: 1 MiB. */
export const MAX_DOCUMENT_BYTES = 1_048_576;

/** No block above this is read from anyone: 2 MiB, the limit of a Bitswap message, so any IPFS node can carry it. */
export const MAX_BLOCK_BYTES = 2_097_152;

/** Bytes of one leaf of a file: 1 MiB. */
export const CHUNK_BYTES = 1_048_576;

/** Most links that one node of a file's tree has. */
export const MAX_LINKS = 1024;
