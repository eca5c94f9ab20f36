import type { Bytes32 } from '@atoll/schemas/ids';
import type { ApprovalPreparation } from '@atoll/schemas/provider-api';

/** What is being prepared for approvals now, by the version's digest. It is gone with the process: approving again prepares again. */
export interface Preparations {
  /** Keeps how far it is for as long as `act` takes. */
  track<T>(digest: Bytes32, began: Date, act: (told: Told) => Promise<T>): Promise<T>;
  /** How far the preparation of a version is; undefined where there is none. */
  look(digest: Bytes32): ApprovalPreparation | undefined;
}

/** Tells how far a preparation is. */
export interface Told {
  readonly enter: (phase: ApprovalPreparation['phase']) => void;
  /** So many bytes more have come. */
  readonly came: (bytes: number) => void;
}

export function createPreparations(): Preparations {
  const under = new Map<Bytes32, ApprovalPreparation>();
  return {
    async track(digest, began, act) {
      const own = { startedAt: began.toISOString(), phase: 'document' as const, bytes: 0 };
      let now: ApprovalPreparation = own;
      const put = (part: Partial<ApprovalPreparation>) => {
        const isNewest = under.get(digest) === now;
        now = { ...now, ...part };
        if (isNewest) under.set(digest, now);
      };
      under.set(digest, now);
      try {
        return await act({
          enter: (phase) => put({ phase }),
          came: (bytes) => put({ bytes: now.bytes + bytes }),
        });
      } finally {
        if (under.get(digest) === now) under.delete(digest);
      }
    },
    look: (digest) => under.get(digest),
  };
}

/** The same bytes, each piece told of as it passes. */
export async function* counted(
  content: AsyncIterable<Uint8Array>,
  came: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  for await (const piece of content) {
    came(piece.byteLength);
    yield piece;
  }
}
