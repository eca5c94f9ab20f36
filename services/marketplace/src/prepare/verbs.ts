import { jobIdOf } from '@atoll/chain/job-id';
import { maximumOf } from '@atoll/chain/maximum-of';
import type { Address, Bytes32 } from '@atoll/schemas/ids';
import { orderFromWire, type OrderWire } from '@atoll/schemas/order';
import type { PrepareArguments, PreparedActs, PrepareVerb } from '@atoll/schemas/prepare-api';
import { answerDispute } from '@atoll/sdk/answer-dispute';
import { approveOnChain, revokeAlgorithm } from '@atoll/sdk/approve-algorithm';
import { approvePublisher } from '@atoll/sdk/approve-publisher';
import { buyPass } from '@atoll/sdk/buy-pass';
import { castVote } from '@atoll/sdk/cast-vote';
import { claimDividends } from '@atoll/sdk/claim-dividends';
import { claimReward } from '@atoll/sdk/claim-reward';
import type { MarketContext } from '@atoll/sdk/context';
import { delegateVotes } from '@atoll/sdk/delegate-votes';
import { deposit } from '@atoll/sdk/deposit';
import { disputeJob } from '@atoll/sdk/dispute-job';
import { executeProposal } from '@atoll/sdk/execute-proposal';
import { expireJob } from '@atoll/sdk/expire-job';
import { finalizeWithheld } from '@atoll/sdk/finalize-withheld';
import { mintAsset } from '@atoll/sdk/mint-asset';
import { orderJob } from '@atoll/sdk/order';
import { orderToSign } from '@atoll/sdk/sign-order';
import type { Proposal } from '@atoll/sdk/proposal';
import { propose } from '@atoll/sdk/propose';
import { queueProposal } from '@atoll/sdk/queue-proposal';
import { rateJob } from '@atoll/sdk/rate-job';
import { refundPass } from '@atoll/sdk/refund-pass';
import { reviseAsset } from '@atoll/sdk/revise-asset';
import { revokePublisher } from '@atoll/sdk/revoke-publisher';
import { ruleDispute } from '@atoll/sdk/rule-dispute';
import { withdraw } from '@atoll/sdk/withdraw';

/** What a verb works with: the SDK's own context, over a connection that records. */
export interface VerbContext {
  readonly market: MarketContext;
  readonly account: Address;
  /** The digest of a document that is kept here and reads as one. */
  readonly digestOf: (metadata: string) => Promise<Bytes32>;
}

/** What a verb told besides the calls that it made. */
export interface VerbResult {
  readonly makes?: PreparedActs['makes'];
  readonly toSign?: Awaited<ReturnType<typeof orderToSign>>;
}

type Verbs = {
  readonly [Verb in PrepareVerb]: (
    ctx: VerbContext,
    input: PrepareArguments<Verb>,
  ) => Promise<VerbResult | undefined>;
};

/** Leaves out what is undefined, as optional fields want it. */
type Defined<T> = { [K in keyof T]: Exclude<T[K], undefined> };
function defined<T extends object>(values: T): Partial<Defined<T>> {
  const kept = Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
  // Guarantee: entries of the very same object, those that are undefined left out.
  return kept as Partial<Defined<T>>;
}

/** A verb of the SDK whose receipt is of no interest here. */
async function only(sent: Promise<unknown>): Promise<undefined> {
  await sent;
  return undefined;
}

const proposalOf = ({ calls, description }: PrepareArguments<'propose'>): Proposal => ({
  calls: calls.map(({ to, data }) => ({ address: to, data })),
  description,
});

async function order(
  { market }: VerbContext,
  input: { order: OrderWire; validUntil: number; signature: `0x${string}`; by: 'transaction' | 'signatures' },
): Promise<VerbResult> {
  const { chain } = market;
  const asked = orderFromWire(input.order);
  const jobId = jobIdOf(asked, { chainId: chain.chainId, jobs: chain.addresses.jobs });
  const { validUntil, signature } = input;
  const quote = { order: asked, jobId, validUntil, signature, maximum: maximumOf(asked) };
  const makes = { kind: 'order', id: jobId } as const;
  if (input.by === 'signatures') return { makes, toSign: await orderToSign(chain, quote) };
  await orderJob(market, quote);
  return { makes };
}

const pass = (input: PrepareArguments<'refund-pass'>) => ({
  assetId: BigInt(input.assetId),
  series: input.series,
  units: input.units,
});

/** Each verb over the SDK's own: what is encoded, and on what conditions, is decided there alone. */
export const verbs: Verbs = {
  async publish({ market, digestOf }, { kind, metadata, terms, commitment, nonce }) {
    const { id } = await mintAsset(market, {
      kind,
      metadataDigest: await digestOf(metadata),
      terms: { ...defined(terms), token: terms.token, price: BigInt(terms.price) },
      ...defined({ commitment, nonce: nonce === undefined ? undefined : BigInt(nonce) }),
    });
    return { makes: { kind: 'asset', id } };
  },
  async revise({ market, digestOf }, { assetId, metadata, commitment, fromVersion }) {
    const metadataDigest = await digestOf(metadata);
    return only(
      reviseAsset(market, {
        ...{ assetId: BigInt(assetId), metadataDigest },
        ...defined({ commitment, fromVersion }),
      }),
    );
  },
  approve: ({ market }, { datasetId, algorithmId, metadataDigest, validFor, runs }) =>
    only(
      approveOnChain(market, {
        ...{ datasetId: BigInt(datasetId), algorithmId: BigInt(algorithmId), metadataDigest },
        ...defined({ validFor, runs }),
      }),
    ),
  revoke: ({ market }, { datasetId, algorithmId, metadataDigest }) =>
    only(
      revokeAlgorithm(market, {
        ...{ datasetId: BigInt(datasetId), algorithmId: BigInt(algorithmId), metadataDigest },
      }),
    ),
  'approve-publisher': ({ market }, { datasetId, publisher, validFor, runs }) =>
    only(
      approvePublisher(market, {
        ...{ datasetId: BigInt(datasetId), publisher },
        ...defined({ validFor, runs }),
      }),
    ),
  'revoke-publisher': ({ market }, { datasetId, publisher }) =>
    only(revokePublisher(market, { datasetId: BigInt(datasetId), publisher })),
  order,
  expire: ({ market }, input) => only(expireJob(market, orderFromWire(input.order))),
  'finalize-withheld': ({ market }, input) => only(finalizeWithheld(market, orderFromWire(input.order))),
  withdraw: ({ market }, { tokens, to }) => only(withdraw(market, { tokens, ...defined({ to }) })),
  deposit: ({ market }, { token, amount, to }) =>
    only(deposit(market, { token, amount: BigInt(amount), ...defined({ to }) })),
  rate: ({ market }, { jobId, score, comment }) =>
    only(rateJob(market, { jobId, score, ...defined({ comment }) })),
  dispute: ({ market }, input) => only(disputeJob(market, input)),
  'answer-dispute': ({ market }, input) => only(answerDispute(market, input)),
  'rule-dispute': ({ market }, { slashed, ...input }) =>
    only(ruleDispute(market, { ...input, slashed: BigInt(slashed) })),
  vote: ({ market }, { proposalId, vote }) =>
    only(castVote(market, { proposalId: BigInt(proposalId), vote })),
  async propose({ market }, input) {
    const { proposalId } = await propose(market, proposalOf(input));
    return { makes: { kind: 'proposal', id: proposalId.toString() } };
  },
  queue: ({ market }, input) => only(queueProposal(market, proposalOf(input))),
  execute: ({ market }, input) => only(executeProposal(market, proposalOf(input))),
  delegate: ({ market }, { to }) => only(delegateVotes(market, defined({ to }))),
  'buy-pass': ({ market }, { maxPrice, ...input }) =>
    only(
      buyPass(market, {
        ...pass(input),
        ...defined({ maxPrice: maxPrice === undefined ? undefined : BigInt(maxPrice) }),
      }),
    ),
  'refund-pass': ({ market }, { holder, ...input }) =>
    only(refundPass(market, { ...pass(input), ...defined({ holder }) })),
  'claim-dividends': ({ market }, { shares, tokens, holder }) =>
    only(claimDividends(market, { shares, tokens, ...defined({ holder }) })),
  'claim-reward': ({ market, account }, { epoch, entries }) =>
    only(
      claimReward(market, {
        entries: entries.map((entry) => ({
          epoch: BigInt(epoch),
          account: entry.account,
          amount: BigInt(entry.amount),
        })),
        account,
      }),
    ),
};
