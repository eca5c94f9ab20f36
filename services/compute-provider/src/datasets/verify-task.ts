/** What the thread of a full check is given. */
export interface VerifyTask {
  readonly path: string;
  readonly salt: Uint8Array;
  readonly expected: `0x${string}`;
}

export type VerifyReply =
  | { readonly files: readonly { path: string; modifiedNs: bigint }[] }
  /** How the folder is not what was committed to. */
  | { readonly changed: string };
