import type { Item } from '@atoll/schemas/indexer/resources';
import type { Bytes32 } from '@atoll/schemas/ids';
import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useQuery } from '@tanstack/react-query';
import { BountyDeeds } from './bounty-deeds.tsx';
import { BountyBadge, useBlockTime } from './bounty-phase.tsx';
import { ForeignDocument } from './foreign-document.tsx';
import { upTo } from './parameters.tsx';

/** A bounty holds at most 64 submissions that were not rejected; the rejected ones are listed up to here. */
const most = 300;
const refetchInterval = 10_000;

/** One bounty: what is wanted, what is in the pot, what was handed in, and what can be done with it. */
export function Bounty({ id }: { id: Bytes32 }) {
  const indexer = useIndexer();
  const time = useBlockTime();
  const query = useQuery({
    queryKey: ['bounty', id],
    refetchInterval,
    queryFn: async () => {
      const [bounty, submissions, funders] = await Promise.all([
        indexer.bounties.get([id]),
        upTo(most, indexer.bountySubmissions.every({ bountyId: id })),
        upTo(most, indexer.bountyFunders.every({ bountyId: id })),
      ]);
      return { bounty, submissions, funders };
    },
  });
  return (
    <Loaded query={query} what="Reading the bounty">
      {({ bounty, submissions, funders }) => (
        <>
          <h2>What is wanted</h2>
          <ForeignDocument digest={bounty.specification} />
          {time.data === undefined ? null : <Facts bounty={bounty} time={time.data} />}
          <h2>Submissions</h2>
          <Submissions bounty={bounty} submissions={submissions} />
          <h2>Who put money in</h2>
          <Funders bounty={bounty} funders={funders} />
          <WalletScope>
            <NeedsWallet purpose="to contribute, submit or judge">
              {(market, address) =>
                time.data === undefined ? null : (
                  <BountyDeeds {...{ market, address, bounty, submissions, funders }} time={time.data} />
                )
              }
            </NeedsWallet>
          </WalletScope>
        </>
      )}
    </Loaded>
  );
}

function Facts({ bounty, time }: { bounty: Item<'bounties'>; time: number }) {
  const { token, pot, rest, awarded, reclaimed, judge, funder } = bounty;
  return (
    <dl className="facts card">
      <dt>State</dt>
      <dd>
        <BountyBadge bounty={bounty} time={time} />
      </dd>
      <dt>In escrow</dt>
      <dd>
        <Money amount={rest} token={token} /> of <Money amount={pot} token={token} />
      </dd>
      <dt>Awarded</dt>
      <dd>
        <Money amount={awarded} token={token} />
      </dd>
      <dt>Taken back</dt>
      <dd>
        <Money amount={reclaimed} token={token} />
      </dd>
      <dt>Judge</dt>
      <dd>
        <OnChain id={judge} />
      </dd>
      <dt>Opened by</dt>
      <dd>
        <OnChain id={funder} /> on <Moment at={bounty.openedAt} />
      </dd>
      <dt>Submissions until</dt>
      <dd>
        <Moment at={bounty.submitUntil} />
      </dd>
      <dt>Awards until</dt>
      <dd>
        <Moment at={bounty.decideUntil} />
      </dd>
    </dl>
  );
}

function Submissions(input: { bounty: Item<'bounties'>; submissions: readonly Item<'bountySubmissions'>[] }) {
  const { token } = input.bounty;
  if (input.submissions.length === 0) return <p className="notice">Nothing was handed in yet.</p>;
  return (
    <ol className="stack">
      {input.submissions
        .toSorted((a, b) => a.submission - b.submission)
        .map(({ submission, submitter, assetId, digest, rejected, awarded, submittedAt }) => (
          <li key={submission} value={submission} className="card">
            <p>
              By <OnChain id={submitter} /> on <Moment at={submittedAt} />{' '}
              {rejected ? <span className="badge bad">rejected</span> : null}
              {BigInt(awarded) > 0n ? (
                <span className="badge good">
                  awarded <Money amount={awarded} token={token} />
                </span>
              ) : null}
            </p>
            {assetId === '0' ? null : <p>Offers asset {assetId}</p>}
            <ForeignDocument digest={digest} />
          </li>
        ))}
    </ol>
  );
}

function Funders({
  bounty,
  funders,
}: {
  bounty: Item<'bounties'>;
  funders: readonly Item<'bountyFunders'>[];
}) {
  const { token } = bounty;
  return (
    <DataTable
      caption="Contributions"
      rows={funders}
      keyOf={({ funder }) => funder}
      empty="Nobody yet."
      columns={[
        { name: 'Account', cell: ({ funder }) => <OnChain id={funder} /> },
        {
          name: 'Put in',
          number: true,
          cell: ({ contributed }) => <Money amount={contributed} token={token} />,
        },
        {
          name: 'Taken back',
          number: true,
          cell: ({ reclaimed }) => <Money amount={reclaimed} token={token} />,
        },
      ]}
    />
  );
}
