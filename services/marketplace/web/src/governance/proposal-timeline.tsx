import type { Item } from '@atoll/schemas/indexer/resources';
import type { ReactNode } from 'react';
import { Moment } from '@atoll/ui/moment.tsx';
import { OnChain } from '@atoll/ui/account.tsx';
import type { Ballot } from './use-ballot.ts';

type Step = {
  readonly name: string;
  readonly state: 'done' | 'now' | 'waiting' | 'failed';
  readonly when: ReactNode;
};

/** The way of a proposal as the chain has it: what is over, what is under way and when the next thing can happen. */
export function ProposalTimeline({ proposal, ballot }: { proposal: Item<'proposals'>; ballot: Ballot }) {
  return (
    <ol className="steps" aria-label="Timeline">
      {stepsOf(proposal, ballot).map(({ name, state, when }) => (
        <li key={name} data-state={state}>
          {name} <span className="faint">{when}</span>
          <span className="unseen"> ({state})</span>
        </li>
      ))}
    </ol>
  );
}

function stepsOf(proposal: Item<'proposals'>, { state, time }: Ballot): Step[] {
  const began = time > proposal.voteStart;
  const over = state !== 'pending' && state !== 'active';
  const ended = { canceled: 'Canceled', defeated: 'Defeated', expired: 'Expired' } as const;
  const steps: Step[] = [
    {
      name: 'Proposed',
      state: 'done',
      when: (
        <>
          <Moment at={proposal.createdAt} />, block <OnChain kind="block" id={proposal.createdBlock} />
        </>
      ),
    },
    {
      name: 'Vote begins; votes of that moment count',
      state: began ? 'done' : state === 'pending' ? 'now' : 'failed',
      when: <Moment at={proposal.voteStart} />,
    },
    {
      name: proposal.extended ? 'Vote ends, put off by a late quorum' : 'Vote ends',
      state:
        state === 'active' ? 'now' : over && time > proposal.voteEnd ? 'done' : over ? 'failed' : 'waiting',
      when: <Moment at={proposal.voteEnd} />,
    },
  ];
  if (state === 'canceled' || state === 'defeated' || state === 'expired') {
    const when = proposal.closedAt === undefined ? null : <Moment at={proposal.closedAt} />;
    return [...steps, { name: ended[state], state: 'failed', when }];
  }
  const queued = state === 'queued' || state === 'executed';
  return [
    ...steps,
    {
      name: 'Queued in the timelock',
      state: queued ? 'done' : state === 'succeeded' ? 'now' : 'waiting',
      when: null,
    },
    {
      name: 'Executed',
      state: state === 'executed' ? 'done' : state === 'queued' ? 'now' : 'waiting',
      when:
        proposal.closedAt !== undefined ? (
          <Moment at={proposal.closedAt} />
        ) : proposal.eta !== undefined ? (
          <>
            from <Moment at={proposal.eta} /> on
          </>
        ) : null,
    },
  ];
}
