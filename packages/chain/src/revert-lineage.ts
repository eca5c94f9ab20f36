import { meaning, type RevertMeaning } from './revert-meaning.ts';

/** Errors of public datasets, locked beneficiaries and derived assets. */
export const lineageErrors = {
  BeneficiaryLocked: meaning(
    'conflict',
    (a) => `asset ${a['assetId']} pays the holders of its shares at ${a['beneficiary']}`,
    'dissolve the shares before its beneficiary changes',
  ),
  BeneficiaryNotLocked: meaning(
    'conflict',
    (a) => `asset ${a['assetId']} has no shares`,
    'create shares first',
  ),
  DatasetNotPublic: meaning(
    'not_allowed',
    (a) => `dataset ${a['datasetId']} is not marked public`,
    'mark it public, or approve exact versions of algorithms',
  ),
  OnlyShares: meaning(
    'not_allowed',
    (a) => `${a['caller']} is not the RevenueShares contract`,
    'this function is called by the market itself; use the verbs of the SDK',
  ),
  OutputNotProved: meaning(
    'invalid_order',
    (a) => `output ${a['outputDigest']} is not one of job ${a['jobId']}`,
    'give name, digest, salt and proof as the result of the job has them',
  ),
  PublisherNotApproved: meaning(
    'not_approved',
    (a) => `dataset ${a['datasetId']} has not approved publisher ${a['publisher']}`,
    'ask the owner of the dataset to approve the publisher or this exact version',
  ),
  RunNotReleased: meaning(
    'conflict',
    (a) => `job ${a['jobId']} released no output`,
    'derive from a run that was released',
  ),
  TooManyAncestors: meaning(
    'invalid_order',
    (a) => `with ${a['ancestorId']} the asset would owe more than four others`,
    'derive from a run of fewer derived assets',
  ),
} satisfies Record<string, RevertMeaning>;
