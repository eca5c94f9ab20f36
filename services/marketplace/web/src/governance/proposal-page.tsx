import type { Item } from '@atoll/schemas/indexer/resources';
import { OnChain } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ForeignMarkdown } from '@atoll/ui/foreign-markdown.tsx';
import { ForeignText, inertText } from '@atoll/ui/foreign-text.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { Atolls } from './atoll-amount.tsx';
import type { RawCall } from './call-in-words.ts';
import { CallList } from './call-list.tsx';
import { upTo } from './parameters.tsx';
import { ProposalDeeds } from './proposal-deeds.tsx';
import { ProposalTimeline } from './proposal-timeline.tsx';
import { proposalTitle, proposalWords } from './proposal-title.ts';
import { StateBadge } from './state-badge.tsx';
import { type Ballot, useBallot, useProposal } from './use-ballot.ts';
import { VotesPlot } from './votes-plot.tsx';

/** Votes that are listed; the sums above cover all. */
const mostVotes = 200;

/** One proposal: where it stands, what it does, why, who voted how, and what can be done with it now. */
export default function ProposalPage({ id }: { id: string }) {
  const proposal = useProposal(id);
  const title =
    proposal.data === undefined ? 'Proposal' : inertText(proposalTitle(proposal.data.description), 160);
  return (
    <Page title={title}>
      <p>
        <Link href="/governance">All proposals</Link>
      </p>
      <Loaded query={proposal} what="Reading the proposal">
        {(found) => <Found proposal={found} />}
      </Loaded>
    </Page>
  );
}

function Found({ proposal }: { proposal: Item<'proposals'> }) {
  const ballot = useBallot(proposal.proposalId, proposal.voteStart);
  const calls = proposal.targets.map((target, index): RawCall => ({
    target,
    value: proposal.values[index] ?? '0',
    data: proposal.calldatas[index] ?? '0x',
  }));
  return (
    <>
      <p className="faint">
        Proposed by <OnChain id={proposal.proposer} /> on <Moment at={proposal.createdAt} />
      </p>
      <Loaded query={ballot} what="Asking the chain where it stands">
        {(found) => <Standing proposal={proposal} ballot={found} />}
      </Loaded>
      <h2>What it does</h2>
      <CallList calls={calls} />
      <h2>Why</h2>
      <ForeignMarkdown text={proposalWords(proposal.description)} />
      <h2>Votes that were cast</h2>
      <Votes proposalId={proposal.proposalId} />
    </>
  );
}

function Standing({ proposal, ballot }: { proposal: Item<'proposals'>; ballot: Ballot }) {
  const { votesFor, votesAgainst, votesAbstain } = proposal;
  return (
    <>
      <p>
        <StateBadge state={ballot.state} />
      </p>
      <ProposalTimeline proposal={proposal} ballot={ballot} />
      <VotesPlot
        votesFor={BigInt(votesFor)}
        votesAgainst={BigInt(votesAgainst)}
        votesAbstain={BigInt(votesAbstain)}
        quorum={ballot.quorum}
      />
      {['active', 'succeeded', 'queued'].includes(ballot.state) ? (
        <WalletScope>
          <NeedsWallet purpose="to vote on it or carry it out">
            {(market, address) => (
              <ProposalDeeds market={market} address={address} proposal={proposal} ballot={ballot} />
            )}
          </NeedsWallet>
        </WalletScope>
      ) : null}
    </>
  );
}

function Votes({ proposalId }: { proposalId: string }) {
  const indexer = useIndexer();
  const query = useQuery({
    queryKey: ['votes', proposalId],
    queryFn: () => upTo(mostVotes, indexer.votes.every({ proposalId })),
  });
  return (
    <Loaded query={query} what="Reading the votes">
      {(votes) => (
        <DataTable
          caption={votes.length === mostVotes ? `The last ${mostVotes} votes` : 'Every vote, newest first'}
          rows={votes}
          keyOf={({ blockNumber, logIndex }) => `${blockNumber} ${logIndex}`}
          empty="Nobody has voted yet."
          columns={[
            { name: 'Voter', cell: ({ voter }) => <OnChain id={voter} /> },
            { name: 'Vote', cell: ({ support }) => support },
            { name: 'Votes', number: true, cell: ({ weight }) => <Atolls amount={weight} /> },
            { name: 'Reason', cell: ({ reason }) => <ForeignText text={reason} /> },
            { name: 'When', cell: ({ votedAt }) => <Moment at={votedAt} /> },
          ]}
        />
      )}
    </Loaded>
  );
}
