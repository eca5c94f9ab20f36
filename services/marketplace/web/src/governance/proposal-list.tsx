import type { Item } from '@atoll/schemas/indexer/resources';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Atolls } from './atoll-amount.tsx';
import { proposalTitle } from './proposal-title.ts';
import { StateBadge } from './state-badge.tsx';
import { useBallot } from './use-ballot.ts';

type Listed = Pick<
  Item<'proposals'>,
  'proposalId' | 'description' | 'voteStart' | 'voteEnd' | 'votesFor' | 'votesAgainst' | 'createdAt'
>;

/** Every proposal, newest first, with where it stands on chain. */
export function ProposalList() {
  const indexer = useIndexer();
  const pages = useInfiniteQuery({
    queryKey: ['proposals'],
    queryFn: ({ pageParam }) =>
      indexer.proposals.list({
        include: ['description'],
        limit: 20,
        ...(pageParam === '' ? {} : { cursor: pageParam }),
      }),
    initialPageParam: '',
    getNextPageParam: ({ next }) => next,
  });
  return (
    <>
      <Loaded query={pages} what="Reading the proposals">
        {(data) => <ProposalTable rows={data.pages.flatMap(({ items }) => items)} />}
      </Loaded>
      {pages.isFetchNextPageError ? <ErrorNotice error={pages.error} /> : null}
      {pages.hasNextPage ? (
        <Button busy={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
          Older proposals
        </Button>
      ) : null}
    </>
  );
}

function ProposalTable({ rows }: { rows: readonly Listed[] }) {
  return (
    <DataTable
      caption="Proposals, newest first"
      rows={rows}
      keyOf={({ proposalId }) => proposalId}
      empty="Nothing was proposed yet. Who holds enough votes can propose a change under “Propose”."
      columns={[
        {
          name: 'Proposal',
          cell: ({ proposalId, description }) => (
            <Link href={`/governance/${proposalId}`}>
              <ForeignText text={proposalTitle(description)} most={160} />
            </Link>
          ),
        },
        { name: 'State', cell: (row) => <StateCell proposal={row} /> },
        { name: 'For', number: true, cell: ({ votesFor }) => <Atolls amount={votesFor} /> },
        { name: 'Against', number: true, cell: ({ votesAgainst }) => <Atolls amount={votesAgainst} /> },
        { name: 'Vote ends', cell: ({ voteEnd }) => <Moment at={voteEnd} /> },
      ]}
    />
  );
}

function StateCell({ proposal }: { proposal: Listed }) {
  const ballot = useBallot(proposal.proposalId, proposal.voteStart);
  return (
    <Loaded query={ballot} what="Asking the chain">
      {({ state }) => <StateBadge state={state} />}
    </Loaded>
  );
}
