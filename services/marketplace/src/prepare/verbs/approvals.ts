import { Address, Bytes32, Uint32 } from '@atoll/schemas/ids';
import { approveOnChain, revokeAlgorithm } from '@atoll/sdk/approve-algorithm';
import { approvePublisher } from '@atoll/sdk/approve-publisher';
import { revokePublisher } from '@atoll/sdk/revoke-publisher';
import { z } from 'zod';
import { TokenId } from '../arguments.ts';
import { Account, day, Int, sentence, type Sentences, times } from '../sentence.ts';
import { verb } from '../verb.ts';

const limits = {
  /** A hundred years. */
  validFor: z.int().min(1).max(3_153_600_000).optional().describe('seconds from now; 30 days unless given'),
  runs: Uint32.optional().describe('any number unless given'),
};
const version = { datasetId: TokenId, algorithmId: TokenId, metadataDigest: Bytes32 };
const publisher = { datasetId: TokenId, publisher: Address };

export const approvalVerbs = {
  approve: verb(
    'Let one exact version of an algorithm run on a dataset',
    z.object({ ...version, ...limits }),
    approveOnChain,
  ),
  revoke: verb('Take an approval back', z.object(version), revokeAlgorithm),
  'approve-publisher': verb(
    'Let every algorithm of a publisher run on a public dataset',
    z.object({ ...publisher, ...limits }),
    approvePublisher,
  ),
  'revoke-publisher': verb('Take the approval of a publisher back', z.object(publisher), revokePublisher),
};

export const approvalSentences: Sentences = {
  'assetRegistry.approveAlgorithm': sentence(
    z.tuple([z.bigint(), z.bigint(), z.string(), Int, Int]),
    ([dataset, algorithm, digest, expires, runs]) =>
      `Let version ${digest} of algorithm ${algorithm} run on dataset ${dataset}: ${times(runs)}, until ${day(expires)}.`,
  ),
  'assetRegistry.revokeAlgorithm': sentence(
    z.tuple([z.bigint(), z.bigint(), z.string()]),
    ([dataset, algorithm, digest]) =>
      `Let version ${digest} of algorithm ${algorithm} run on dataset ${dataset} no more, at once.`,
  ),
  'assetRegistry.approvePublisher': sentence(
    z.tuple([z.bigint(), Account, Int, Int]),
    ([dataset, account, expires, runs]) =>
      `Let every algorithm of ${account}, unseen, run on dataset ${dataset}: ${times(runs)}, until ${day(expires)}.`,
  ),
  'assetRegistry.revokePublisher': sentence(
    z.tuple([z.bigint(), Account]),
    ([dataset, account]) => `Let algorithms of ${account} run on dataset ${dataset} no more, at once.`,
  ),
};
