import { type Address, type Bytes32 } from '@atoll/schemas/ids';
import { type PlacedEvent } from '../decode/market-event.ts';
import { type Needed } from './tables.ts';

/** The jobs that events speak of: loaded first, since a payment's token is its job's. */
export function neededJobs(events: readonly PlacedEvent[]): Needed[] {
  return events.flatMap((event) =>
    'jobId' in event ? [{ table: 'jobs', key: { job_id: event.jobId } } as const] : [],
  );
}

/**
 * Every other row that projecting the events reads.
 * @param tokenOf the token of a job that is known, in the database or earlier in these events
 */
export function neededRows(
  events: readonly PlacedEvent[],
  tokenOf: (jobId: Bytes32) => Address | undefined,
): Needed[] {
  const credited = (jobId: Bytes32, accounts: readonly Address[]): Needed[] => {
    const token = tokenOf(jobId);
    if (token === undefined) return [];
    return accounts.map((account) => ({ table: 'balances', key: { token, account } }));
  };
  return events.flatMap((event): Needed[] => {
    switch (event.name) {
      case 'AssetPublished':
      case 'AssetVersioned':
      case 'TermsChanged':
      case 'AssetStateChanged':
      case 'Transfer':
        return [{ table: 'assets', key: { asset_id: event.assetId } }];
      case 'AlgorithmApproved':
      case 'AlgorithmRevoked': {
        const { datasetId: dataset, algorithmDigest: algorithm_digest, ownerEpoch: owner_epoch } = event;
        return [{ table: 'approvals', key: { dataset, algorithm_digest, owner_epoch } }];
      }
      case 'ProviderRegistered':
      case 'ProviderUpdated':
      case 'ProviderDrainingChanged':
        return [{ table: 'providers', key: { provider: event.provider } }];
      case 'EnvironmentSet':
      case 'SlotsScheduled': {
        const { provider, environment } = event;
        return [{ table: 'environments', key: { provider, environment } }];
      }
      case 'CollateralDeposited':
      case 'CollateralUnbonding':
      case 'CollateralWithdrawn':
      case 'CollateralSlashed':
      case 'CollateralFrozen':
      case 'CollateralUnfrozen': {
        const { provider, token } = event;
        return [{ table: 'collateral', key: { provider, token } }];
      }
      case 'JobOrdered': {
        const { token } = event.order;
        return [event.buyer, event.prepaid.account].map((account) => ({
          table: 'balances',
          key: { token, account },
        }));
      }
      case 'RoyaltyPaid':
        return credited(event.jobId, [event.account]);
      case 'OrderRelayed':
        return credited(event.jobId, [event.relayer]);
      case 'JobReported':
        return [];
      case 'JobSettled':
      case 'JobEnded':
        return credited(
          event.jobId,
          event.payments.map((payment) => payment.account),
        );
      case 'CreditTransferred': {
        const { token, from, to } = event;
        return [from, to].map((account) => ({ table: 'balances', key: { token, account } }));
      }
      case 'Deposited':
      case 'Withdrawn':
        return [{ table: 'balances', key: { token: event.token, account: event.account } }];
    }
  });
}
