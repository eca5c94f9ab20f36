import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { factsOf, type Log, titleOf } from './event-facts.ts';
import { tokenSourceOf } from './event-token.ts';
import { FactList } from './fact-list.tsx';

/** Events with their time, block and transaction. */
export function EventTable({
  caption,
  events,
  empty,
}: {
  caption: string;
  events: readonly Log[];
  empty: string;
}) {
  return (
    <DataTable
      caption={caption}
      rows={events}
      keyOf={({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`}
      empty={empty}
      columns={[
        { name: 'What', cell: (log) => <strong>{titleOf(log)}</strong> },
        { name: 'About', cell: (log) => <FactList facts={factsOf(log)} source={tokenSourceOf(log)} /> },
        { name: 'When', cell: ({ blockTimestamp }) => <Moment at={blockTimestamp} /> },
        { name: 'Block', number: true, cell: ({ blockNumber }) => <OnChain kind="block" id={blockNumber} /> },
        { name: 'Transaction', cell: ({ transactionHash }) => <OnChain kind="tx" id={transactionHash} /> },
      ]}
    />
  );
}
