import { type Contracts } from '../decode/emitters.ts';
import { approvalProjection } from './approvals.ts';
import { assetProjection } from './assets.ts';
import { creditProjection } from './credit.ts';
import { disputeProjection } from './disputes.ts';
import { jobProjection } from './jobs.ts';
import { loadProjection } from './load.ts';
import { parameterProjection } from './parameters.ts';
import { type AnyStep, stepsOf } from './projection.ts';
import { proposalProjection } from './proposals.ts';
import { providerProjection } from './providers.ts';
import { ratingProjection } from './ratings.ts';
import { signedActProjection } from './signed-acts.ts';
import { timelockProjection } from './timelock.ts';
import { voterProjection } from './voters.ts';

/** Every projection of a deployment, by the events that it takes. */
export const projectionsOf = (contracts: Contracts): ReadonlyMap<string, readonly AnyStep[]> =>
  stepsOf([
    assetProjection,
    approvalProjection,
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
  ]);
