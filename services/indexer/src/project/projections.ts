import { type Contracts } from '../decode/emitters.ts';
import { approvalProjection } from './approvals.ts';
import { assetProjection } from './assets.ts';
import { creditProjection } from './credit.ts';
import { jobProjection } from './jobs.ts';
import { type AnyStep, stepsOf } from './projection.ts';
import { providerProjection } from './providers.ts';

/** Every projection of a deployment, by the events that it takes. */
export const projectionsOf = (contracts: Contracts): ReadonlyMap<string, readonly AnyStep[]> =>
  stepsOf([
    assetProjection,
    approvalProjection,
    providerProjection,
    jobProjection(contracts.accessPass),
    creditProjection,
  ]);
