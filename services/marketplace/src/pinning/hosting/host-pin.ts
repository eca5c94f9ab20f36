import type { MarketplaceContext } from '../../context.ts';
import { forget, type HostedRow, recordAttempt } from './hosted-pins.ts';
import { type PinningService, PinningServiceFailed, type RemotePin } from './pinning-service.ts';

/** Milliseconds between looks. */
export interface HostingPace {
  /** After the first failure; doubled by each further one. */
  readonly retryMs: number;
  readonly mostRetryMs: number;
  /** While the service is at work. */
  readonly pollMs: number;
  /** Once it is pinned. */
  readonly recheckMs: number;
}

type HostingContext = Pick<MarketplaceContext, 'database' | 'clock'> & {
  readonly service: PinningService;
  readonly pace: HostingPace;
};

/** What a row becomes; the rest stays. */
type Change = Pick<HostedRow, 'state' | 'requestId' | 'reason' | 'failures'>;

/** Milliseconds until the next attempt after so many failures in a row. */
export function backOff(failures: number, { retryMs, mostRetryMs }: HostingPace): number {
  return Math.min(mostRetryMs, retryMs * 2 ** Math.min(30, Math.max(0, failures - 1)));
}

function waitAfter({ state, failures }: Change, pace: HostingPace): number {
  if (failures > 0) return backOff(failures, pace);
  return state === 'pinned' ? pace.recheckMs : pace.pollMs;
}

/** Our requests at the service carry this name, so that one which was sent before a crash is found again. */
const nameOf = ({ cid }: HostedRow): string => `atoll:${cid}`;

/** What the service says of a request, as a row has it. */
function changeOf(row: HostedRow, remote: RemotePin): Change {
  const { requestId, status, details } = remote;
  if (status !== 'failed') return { state: status, requestId, reason: null, failures: 0 };
  return {
    state: 'failed',
    requestId,
    reason: details ?? 'the service could not fetch the content',
    failures: row.failures + 1,
  };
}

async function advance(service: PinningService, row: HostedRow): Promise<Change> {
  const pin = { cid: row.cid, name: nameOf(row) };
  if (row.requestId === null) {
    const [found] = await service.find(pin);
    return changeOf(row, found ?? (await service.add(pin)));
  }
  const remote = await service.read(row.requestId);
  if (remote === undefined) return changeOf(row, await service.add(pin));
  // It failed before as well, and its time has come: it is asked for anew.
  if (remote.status === 'failed' && row.state === 'failed') {
    return changeOf(row, await service.replace(row.requestId, pin));
  }
  return changeOf(row, remote);
}

async function letGo(service: PinningService, row: HostedRow): Promise<void> {
  const ids = (await service.find({ cid: row.cid, name: nameOf(row) })).map(({ requestId }) => requestId);
  for (const id of new Set(row.requestId === null ? ids : [row.requestId, ...ids])) await service.remove(id);
}

/**
 * One step of one row: asks the service, writes what it said and when to look again. Every step can be repeated: a crash between asking and
 * writing costs one more question.
 */
export async function hostPin(ctx: HostingContext, row: HostedRow): Promise<void> {
  const { service, pace, clock } = ctx;
  let change: Change;
  try {
    if (row.state === 'removing') {
      await letGo(service, row);
      await forget(ctx, row.cid);
      return;
    }
    change = await advance(service, row);
  } catch (error) {
    if (!(error instanceof PinningServiceFailed)) throw error;
    change = {
      // A service that is away has not failed the content; one that says no has.
      state: row.state !== 'removing' && error.refused ? 'failed' : row.state,
      requestId: row.requestId,
      reason: error.message,
      failures: row.failures + 1,
    };
  }
  const now = clock.now();
  await recordAttempt(ctx, row, {
    ...change,
    since: change.state === row.state ? row.since : now,
    nextAt: new Date(now.getTime() + waitAfter(change, pace)),
  });
}
