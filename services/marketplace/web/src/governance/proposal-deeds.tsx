import type { ReceiptSummary } from '@atoll/chain/write';
import type { Item } from '@atoll/schemas/indexer/resources';
import type { Address } from '@atoll/schemas/ids';
import { castVote, type voteKinds } from '@atoll/sdk/cast-vote';
import type { MarketContext } from '@atoll/sdk/context';
import { executeProposal } from '@atoll/sdk/execute-proposal';
import type { MadeProposal } from '@atoll/sdk/proposal';
import { queueProposal } from '@atoll/sdk/queue-proposal';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { type ReactNode, useState } from 'react';
import { Atolls } from './atoll-amount.tsx';
import { type Ballot, useOwnVote } from './use-ballot.ts';

type Vote = (typeof voteKinds)[number];

interface DeedInput {
  readonly market: MarketContext;
  readonly proposal: Item<'proposals'>;
}

/** What the connected account can do with a proposal as it stands. */
export function ProposalDeeds(input: DeedInput & { address: Address; ballot: Ballot }) {
  const { market, address, proposal, ballot } = input;
  switch (ballot.state) {
    case 'active':
      return <CastVote market={market} address={address} proposal={proposal} />;
    case 'succeeded':
      return (
        <Carry
          market={market}
          proposal={proposal}
          title="It was accepted"
          name="Queue it in the timelock"
          done="Queued. The delay of the timelock has begun."
          perform={queueProposal}
        >
          <p>Anyone may hand it to the timelock, where its delay begins.</p>
        </Carry>
      );
    case 'queued':
      return proposal.eta !== undefined && ballot.time < proposal.eta ? (
        <p className="notice">
          It can be executed from <Moment at={proposal.eta} /> on.
        </p>
      ) : (
        <Carry
          market={market}
          proposal={proposal}
          title="Its delay is over"
          name="Execute it"
          done="Executed."
          perform={executeProposal}
        >
          <p>Anyone may have the timelock make its calls.</p>
        </Carry>
      );
    case 'pending':
    case 'canceled':
    case 'defeated':
    case 'expired':
    case 'executed':
      return null;
  }
}

function Carry(
  input: DeedInput & {
    title: string;
    name: string;
    done: string;
    perform: (market: MarketContext, made: MadeProposal) => Promise<ReceiptSummary>;
    children: ReactNode;
  },
) {
  const { market, proposal, title, name, done, perform } = input;
  const indexed = useIndexed();
  const carry = useAct(async (say) => {
    say('Confirm it in your wallet');
    const { targets, values, calldatas, description } = proposal;
    await indexed(
      say,
      await perform(market, { targets, values: values.map(BigInt), calldatas, description }),
    );
  });
  return (
    <section className="card deed">
      <h2>{title}</h2>
      {input.children}
      <Button look="main" busy={carry.act.state === 'running'} onClick={() => void carry.run()}>
        {name}
      </Button>
      <ActStatus act={carry.act} done={done} />
    </section>
  );
}

function CastVote({ market, address, proposal }: DeedInput & { address: Address }) {
  const indexed = useIndexed();
  const [vote, setVote] = useState<Vote | undefined>();
  const [reason, setReason] = useState('');
  const proposalId = BigInt(proposal.proposalId);
  const own = useOwnVote(market.chain, { account: address, proposalId, voteStart: proposal.voteStart });
  const cast = useAct(async (say, chosen: Vote) => {
    say('Confirm your vote in your wallet');
    await indexed(say, await castVote(market, { proposalId, vote: chosen, reason: reason.trim() }));
  });
  const choices: readonly [Vote, string][] = [
    ['for', 'For'],
    ['against', 'Against'],
    ['abstain', 'Abstain: counts for the quorum alone'],
  ];
  return (
    <section className="card deed">
      <h2>Your vote</h2>
      <Loaded query={own} what="Reading your votes">
        {({ voted, votes }) =>
          voted ? (
            <p className="notice good">You have voted on it. A vote cannot be changed.</p>
          ) : votes === 0n ? (
            <p className="notice">
              You had no votes when this vote began. Delegate to yourself to have them in the next one.
            </p>
          ) : (
            <>
              <p>
                You vote with <Atolls amount={votes} />, once.
              </p>
              <fieldset>
                <legend>How do you vote?</legend>
                {choices.map(([value, label]) => (
                  <label key={value} className="choice">
                    <input
                      type="radio"
                      name="vote"
                      checked={vote === value}
                      onChange={() => setVote(value)}
                    />
                    {label}
                  </label>
                ))}
              </fieldset>
              <Field label="Reason" hint="optional; kept on chain for everybody to read">
                {(control) => (
                  <textarea
                    {...control}
                    rows={3}
                    maxLength={1000}
                    value={reason}
                    onChange={({ target }) => setReason(target.value)}
                  />
                )}
              </Field>
              <Button
                look="main"
                busy={cast.act.state === 'running'}
                disabled={vote === undefined}
                onClick={() => (vote === undefined ? undefined : void cast.run(vote))}
              >
                Vote
              </Button>
            </>
          )
        }
      </Loaded>
      <ActStatus act={cast.act} done="Your vote is counted." />
    </section>
  );
}
