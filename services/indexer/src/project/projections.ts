import type { Contracts } from '../decode/emitters.ts';
import { approvalProjection } from './approvals.ts';
import { assetProjection } from './assets.ts';
import { bountyProjection } from './bounties.ts';
import { channelProjection } from './channels.ts';
import { creditProjection } from './credit.ts';
import { disputeProjection } from './disputes.ts';
import { jobProjection } from './jobs.ts';
import { loadProjection } from './load.ts';
import { parameterProjection } from './parameters.ts';
import { lineageProjection } from './lineage.ts';
import { passProjection } from './passes.ts';
import { type AnyStep, stepsOf } from './projection.ts';
import { proposalProjection } from './proposals.ts';
import { providerProjection } from './providers.ts';
import { ratingProjection } from './ratings.ts';
import { signedActProjection } from './signed-acts.ts';
import { timelockProjection } from './timelock.ts';
import { voterProjection } from './voters.ts';
import { publisherApprovalProjection } from './publisher-approvals.ts';
import { rewardProjection } from './rewards.ts';
import { shareProjection } from './shares.ts';

/** Every projection of a deployment, by the events that it takes. */
export const projectionsOf = (contracts: Contracts): ReadonlyMap<string, readonly AnyStep[]> =>
  stepsOf([
    assetProjection,
    lineageProjection,
    approvalProjection,
    publisherApprovalProjection,
    passProjection(contracts.jobs),
    providerProjection,
    jobProjection(contracts.accessPass),
    creditProjection,
    loadProjection,
    ratingProjection,
    disputeProjection,
    proposalProjection,
    timelockProjection,
    voterProjection,
    parameterProjection,
    signedActProjection,
    shareProjection,
    channelProjection,
    bountyProjection,
    rewardProjection(contracts.rewards),
  ]);
