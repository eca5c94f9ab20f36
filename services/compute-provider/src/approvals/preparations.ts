import { AtollError } from '@atoll/schemas/error';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { ApprovalPreparation } from '@atoll/schemas/provider-api';

/** What is approved: one version of an algorithm, for one dataset. */
export interface Version {
  readonly datasetId: string;
  readonly algorithmId: string;
  readonly metadataDigest: Bytes32;
}

/** What is being prepared for approvals now, by the version's digest. It is gone with the process: approving again prepares again. */
export interface Preparations {
  /** Keeps how far it is for as long as `act` takes. */
  track<T>(version: Version, began: Date, act: (told: Told) => Promise<T>): Promise<T>;
  /** Gives up every approval that is under way of a version for a dataset; gives whether there was one. */
  giveUp(version: Version): boolean;
  /** How far the preparation of a version is; undefined where there is none. */
  look(digest: Bytes32): ApprovalPreparation | undefined;
}

/** Tells how far a preparation is. */
export interface Told {
  readonly enter: (phase: ApprovalPreparation['phase']) => void;
  /** So many bytes more have come. */
  readonly came: (bytes: number) => void;
  /** @throws ApprovalGivenUp once the approval was taken back while it was prepared */
  readonly check: () => void;
}

/** A revocation that comes while an approval is prepared is the later word, also where the preparation ends after it. */
class ApprovalGivenUp extends AtollError {
  constructor({ datasetId, algorithmId, metadataDigest }: Version) {
    super({
      code: 'conflict',
      message: `the approval of version ${metadataDigest} of algorithm ${algorithmId} for dataset ${datasetId} was revoked while it was prepared`,
      hint: 'approve it again where it is to stand',
      data: { datasetId, algorithmId, metadataDigest },
    });
  }
}

export function createPreparations(): Preparations {
  const under = new Map<Bytes32, ApprovalPreparation>();
  const open = new Set<{ version: Version; givenUp: boolean }>();
  return {
    async track(version, began, act) {
      const digest = version.metadataDigest;
      const entry = { version, givenUp: false };
      const own = { startedAt: began.toISOString(), phase: 'document' as const, bytes: 0 };
      let now: ApprovalPreparation = own;
      const put = (part: Partial<ApprovalPreparation>) => {
        const isNewest = under.get(digest) === now;
        now = { ...now, ...part };
        if (isNewest) under.set(digest, now);
      };
      under.set(digest, now);
      open.add(entry);
      const check = () => {
        if (entry.givenUp) throw new ApprovalGivenUp(version);
      };
      try {
        return await act({
          enter: (phase) => {
            check();
            put({ phase });
          },
          came: (bytes) => put({ bytes: now.bytes + bytes }),
          check,
        });
      } finally {
        open.delete(entry);
        if (under.get(digest) === now) under.delete(digest);
      }
    },
    giveUp({ datasetId, algorithmId, metadataDigest }) {
      const meant = [...open].filter(
        ({ version }) =>
          version.datasetId === datasetId &&
          version.algorithmId === algorithmId &&
          version.metadataDigest === metadataDigest,
      );
      for (const entry of meant) entry.givenUp = true;
      return meant.length > 0;
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
