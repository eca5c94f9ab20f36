import type { Chain } from '@atoll/chain/chain';
import { translated } from '@atoll/chain/translate';
import { atollTokenAbi } from '@atoll/contracts/generated/atollToken';
import type { Address } from '@atoll/schemas/ids';
import { governorOf } from '@atoll/sdk/proposal';
import { type ProposalState, readProposalState } from '@atoll/sdk/read-proposal-state';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useChain } from '@atoll/ui/wallet/use-chain.ts';
import { skipToken, useQuery } from '@tanstack/react-query';

/** Milliseconds between two looks at what time alone changes. */
const refetchInterval = 10_000;

/** What the chain says of a proposal at its last block. */
export interface Ballot {
  readonly state: ProposalState;
  /** Votes for and abstentions that decide it, in the token's smallest unit. */
  readonly quorum: bigint;
  /** Block time, in seconds. */
  readonly time: number;
}

const tokenOf = (chain: Chain) => ({ address: chain.addresses.token, abi: atollTokenAbi }) as const;

async function readBallot(chain: Chain, proposalId: bigint, voteStart: number): Promise<Ballot> {
  const { publicClient } = chain;
  const block = await translated('eth_getBlockByNumber', () => publicClient.getBlock());
  const state = await readProposalState(chain, proposalId);
  const counted = Number(block.timestamp) > voteStart;
  // The quorum is that of the moment whose votes count; before it, the one of now tells what it would be.
  const quorum = counted
    ? await translated('Governor.quorum', () =>
        publicClient.readContract({
          ...governorOf(chain),
          functionName: 'quorum',
          args: [BigInt(voteStart)],
        }),
      )
    : await quorumNow(chain);
  return { state, quorum, time: Number(block.timestamp) };
}

function quorumNow(chain: Chain): Promise<bigint> {
  return translated('Governor.quorumNumerator', async () => {
    const [numerator, supply] = await Promise.all([
      chain.publicClient.readContract({ ...governorOf(chain), functionName: 'quorumNumerator' }),
      chain.publicClient.readContract({ ...tokenOf(chain), functionName: 'totalSupply' }),
    ]);
    return (numerator * supply) / 100n;
  });
}

/** Where a proposal stands now, read from the chain. */
export function useBallot(proposalId: string, voteStart: number | undefined) {
  const chain = useChain();
  const known = chain.data;
  return useQuery({
    queryKey: ['ballot', proposalId, voteStart, known?.chainId],
    queryFn:
      known === undefined || voteStart === undefined
        ? skipToken
        : () => readBallot(known, BigInt(proposalId), voteStart),
    refetchInterval,
  });
}

/** A proposal with its calls, its words and its votes so far. */
export function useProposal(id: string) {
  const indexer = useIndexer();
  return useQuery({
    queryKey: ['proposal', id],
    queryFn: () => indexer.proposals.get([id]),
    refetchInterval,
  });
}

/** What an account may say in votes. Amounts in the token's smallest unit. */
export interface VotingPower {
  readonly balance: bigint;
  /** Its own and those that others delegated to it. */
  readonly votes: bigint;
  readonly delegate: Address;
  /** Votes that a proposal takes. */
  readonly threshold: bigint;
}

/** The votes of an account, read from the chain. */
export function useVotingPower(chain: Chain, account: Address) {
  return useQuery({
    queryKey: ['voting-power', chain.chainId, account],
    queryFn: () =>
      translated('AtollToken.getVotes', async (): Promise<VotingPower> => {
        const read = chain.publicClient;
        const [balance, votes, delegate, threshold] = await Promise.all([
          read.readContract({ ...tokenOf(chain), functionName: 'balanceOf', args: [account] }),
          read.readContract({ ...tokenOf(chain), functionName: 'getVotes', args: [account] }),
          read.readContract({ ...tokenOf(chain), functionName: 'delegates', args: [account] }),
          read.readContract({ ...governorOf(chain), functionName: 'proposalThreshold' }),
        ]);
        return { balance, votes, delegate, threshold };
      }),
  });
}

/** Whether an account has voted on a proposal, and with how many votes it can. */
export function useOwnVote(chain: Chain, input: { account: Address; proposalId: bigint; voteStart: number }) {
  const { account, proposalId, voteStart } = input;
  return useQuery({
    queryKey: ['own-vote', chain.chainId, account, proposalId.toString()],
    queryFn: () =>
      translated('Governor.hasVoted', async () => {
        const [voted, votes] = await Promise.all([
          chain.publicClient.readContract({
            ...governorOf(chain),
            functionName: 'hasVoted',
            args: [proposalId, account],
          }),
          chain.publicClient.readContract({
            ...governorOf(chain),
            functionName: 'getVotes',
            args: [account, BigInt(voteStart)],
          }),
        ]);
        return { voted, votes };
      }),
  });
}
