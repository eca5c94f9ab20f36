import { type PlacedEvent } from '../decode/market-event.ts';
import { projectApproval } from './project-approval.ts';
import { projectAsset } from './project-asset.ts';
import { projectJob } from './project-job.ts';
import { projectProvider } from './project-provider.ts';
import { type WorkingSet } from './working-set.ts';

/**
 * Applies one event to the rows. Events are applied in the order of the chain.
 * @returns false where it speaks of something that the mirror has never heard of; it changes nothing then
 */
export function projectEvent(rows: WorkingSet, event: PlacedEvent): boolean {
  switch (event.name) {
    case 'AssetPublished':
    case 'AssetVersioned':
    case 'TermsChanged':
    case 'AssetStateChanged':
    case 'Transfer':
      return projectAsset(rows, event);
    case 'AlgorithmApproved':
    case 'AlgorithmRevoked':
      return projectApproval(rows, event);
    case 'ProviderRegistered':
    case 'ProviderUpdated':
    case 'ProviderDrainingChanged':
    case 'EnvironmentSet':
    case 'SlotsScheduled':
    case 'CollateralDeposited':
    case 'CollateralUnbonding':
    case 'CollateralWithdrawn':
    case 'CollateralSlashed':
    case 'CollateralFrozen':
    case 'CollateralUnfrozen':
      return projectProvider(rows, event);
    case 'JobOrdered':
    case 'OrderRelayed':
    case 'JobReported':
    case 'JobSettled':
    case 'JobEnded':
    case 'RoyaltyPaid':
    case 'Deposited':
    case 'CreditTransferred':
    case 'Withdrawn':
      return projectJob(rows, event);
  }
}
