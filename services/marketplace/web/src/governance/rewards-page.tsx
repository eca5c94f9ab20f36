import type { Item } from '@atoll/schemas/indexer/resources';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useHash } from '@atoll/ui/use-hash.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useQuery } from '@tanstack/react-query';
import { epochSeconds } from '@atoll/sdk/recompute-epoch';
import { RewardEpoch } from './reward-epoch.tsx';
import { upTo } from './parameters.tsx';
import './governance.css';

/** A year of weeks is listed. */
const most = 52;
const states = { proposed: 'proposed', vetoed: 'refused', swept: 'over' } as const;

/** Rewards: the weeks, and one of them recomputed from the chain in the browser. */
export default function RewardsPage() {
  const indexer = useIndexer();
  const [hash] = useHash();
  const query = useQuery({
    queryKey: ['reward-epochs'],
    queryFn: () => upTo(most, indexer.rewardEpochs.every()),
  });
  return (
    <Page
      title="Rewards"
      lead="Each week a part of the fees goes back to those whose data and algorithms earned them. Anybody can recompute who gets what; this page does it from the chain’s events."
    >
      <Loaded query={query} what="Reading the epochs">
        {(epochs) => {
          const chosen = epochs.find(({ epoch }) => epoch === hash) ?? epochs[0];
          return (
            <>
              <EpochTable epochs={epochs} />
              {chosen === undefined ? null : <RewardEpoch key={chosen.epoch} epoch={chosen} />}
            </>
          );
        }}
      </Loaded>
    </Page>
  );
}

function EpochTable(input: { epochs: readonly Item<'rewardEpochs'>[] }) {
  return (
    <DataTable
      caption="Epochs, newest first"
      rows={input.epochs}
      keyOf={({ epoch }) => epoch}
      empty="No epoch of rewards was proposed yet."
      columns={[
        { name: 'Epoch', cell: ({ epoch }) => <a href={`#${epoch}`}>{epoch}</a> },
        { name: 'Week from', cell: ({ epoch }) => <Moment at={Number(epoch) * epochSeconds} /> },
        { name: 'State', cell: ({ state }) => states[state] },
        { name: 'Total', number: true, cell: ({ total, token }) => <Money amount={total} token={token} /> },
        {
          name: 'Claimed',
          number: true,
          cell: ({ claimed, token }) => <Money amount={claimed} token={token} />,
        },
        { name: 'Claims from', cell: ({ claimableFrom }) => <Moment at={claimableFrom} /> },
      ]}
    />
  );
}
