import type { Bytes32 } from '@atoll/schemas/ids';
import { placeOf, type Projection, type Step } from './projection.ts';
import type { StateRow } from './tables.ts';

/** A step of an operation that was scheduled before. */
function ending<Event extends { readonly id: Bytes32; readonly blockTimestamp: number }>(
  state: StateRow<'timelock_operations'>['state'],
): Step<Event> {
  return {
    reads: (event, read) => read('timelock_operations', { operation: event.id }),
    apply: (rows, event) => {
      const before = rows.get('timelock_operations', { operation: event.id });
      if (before === undefined) return false;
      rows.put('timelock_operations', { ...before, state, closed_at: event.blockTimestamp });
      return true;
    },
  };
}

/** What the timelock holds, carried out or dropped. The calls of an operation are carried out together or not at all. */
export const timelockProjection: Projection = {
  'timelock.CallScheduled': {
    reads: (event, read) => read('timelock_operations', { operation: event.id }),
    apply: (rows, event) => {
      const { id: operation, target, value, data, predecessor } = event;
      const index = Number(event.index);
      const before = index === 0 ? undefined : rows.get('timelock_operations', { operation });
      rows.put('timelock_operations', {
        operation,
        state: 'scheduled',
        predecessor,
        calls: index + 1,
        executable_from: event.blockTimestamp + Number(event.delay),
        scheduled_at: event.blockTimestamp,
        scheduled_block: event.blockNumber,
        scheduled_log: before?.scheduled_log ?? event.logIndex,
        closed_at: null,
      });
      const { blockTimestamp: scheduled_at } = event;
      rows.append('timelock_calls', {
        ...placeOf(event),
        ...{ operation, index, target, value, data, scheduled_at },
      });
      return true;
    },
  },
  'timelock.CallExecuted': ending('executed'),
  'timelock.Cancelled': ending('cancelled'),
};
