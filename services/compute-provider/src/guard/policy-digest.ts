import { createHash } from 'node:crypto';
import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import type { GuardPolicy } from '@atoll/schemas/guard';
import type { Bytes32 } from '@atoll/schemas/ids';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';

/** What was applied to the outputs of a run for one of its datasets. */
export interface AppliedPolicy {
  /** Public: it stands in the dataset's document. */
  readonly rules: DatasetRules;
  /** The custodian's alone. */
  readonly policy: GuardPolicy;
  /** The snapshot's salt, so that nobody finds the policy by trying the few that there are. */
  readonly salt: Uint8Array;
}

/**
 * Commits to the rules and policies under which outputs left: sha-256 of the canonical JSON of
 * `{ rules: [DatasetRules…], policies: [sha-256 of the canonical JSON of { policy, salt }…] }`, in the order of the job's datasets. A
 * custodian can open it to a single party by giving the policy and the salt.
 * @example policyDigestOf([{ rules: snapshot.rules, policy, salt: snapshot.salt }]) // '0x…'
 */
export function policyDigestOf(datasets: readonly AppliedPolicy[]): Bytes32 {
  return digestOf({
    rules: datasets.map(({ rules }) => rules),
    policies: datasets.map(({ policy, salt }) =>
      digestOf({ policy, salt: Buffer.from(salt).toString('hex') }),
    ),
  });
}

function digestOf(value: unknown): Bytes32 {
  return `0x${createHash('sha256').update(canonicalJsonBytes(value)).digest('hex')}`;
}
