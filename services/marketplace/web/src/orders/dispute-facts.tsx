import type { Bytes32 } from '@atoll/schemas/ids';
import type { Item } from '@atoll/schemas/indexer/resources';
import type { IndexerClient } from '@atoll/sdk/indexer/open-indexer';
import { OnChain } from '@atoll/ui/account.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { Moment } from '@atoll/ui/moment.tsx';

export type DisputeView = Item<'disputes'>;

/** The dispute over a job, where there is one. */
export async function findDispute(
  indexer: IndexerClient,
  { jobId }: { jobId: Bytes32 },
): Promise<DisputeView | undefined> {
  const { items } = await indexer.disputes.list({ jobId });
  return items[0];
}

/** What became of the money, once it was ruled. */
function Ruling({ dispute }: { dispute: DisputeView }) {
  const { slashed = '0', bondForfeited = false, toBuyer, toTreasury, token } = dispute;
  if (bondForfeited) return <>For the provider: the bond went to it, and nothing was taken from its stake.</>;
  if (slashed === '0') return <>For neither: the bond came back, and nothing was taken.</>;
  return (
    <>
      For the buyer: <Money amount={slashed} token={token} /> was taken from the provider’s stake
      {toBuyer === undefined ? null : (
        <>
          , <Money amount={toBuyer} token={token} /> of it to the buyer
        </>
      )}
      {toTreasury === undefined ? null : (
        <>
          {' '}
          and <Money amount={toTreasury} token={token} /> to the treasury
        </>
      )}
      ; the bond came back.
    </>
  );
}

/** Where a dispute stands, with what both sides brought: digests of documents, which they show to each other and to the arbiter. */
export function DisputeFacts({ dispute }: { dispute: DisputeView }) {
  return (
    <dl className="facts">
      <dt>Opened</dt>
      <dd>
        <Moment at={dispute.openedAt} /> by <OnChain id={dispute.buyer} /> with a bond of{' '}
        <Money amount={dispute.bond} token={dispute.token} />
      </dd>
      <dt>Evidence</dt>
      <dd>
        <code>{dispute.evidence}</code>
      </dd>
      <dt>Answer</dt>
      <dd>
        {dispute.answer === undefined ? (
          'none yet'
        ) : (
          <>
            <code>{dispute.answer}</code> by <OnChain id={dispute.answeredBy ?? dispute.provider} />
          </>
        )}
      </dd>
      <dt>Frozen stake</dt>
      <dd>
        <Money amount={dispute.frozen} token={dispute.token} />
      </dd>
      <dt>Arbiter</dt>
      <dd>
        <OnChain id={dispute.arbiter} />
        {dispute.state === 'open' ? (
          <>
            , rules until <Moment at={dispute.ruleBy} />
          </>
        ) : null}
      </dd>
      {dispute.state === 'ruled' ? (
        <>
          <dt>Ruling</dt>
          <dd>
            <Ruling dispute={dispute} />
          </dd>
        </>
      ) : null}
      {dispute.state === 'lapsed' ? (
        <>
          <dt>Ended</dt>
          <dd>without a ruling: the bond came back, and nothing was taken</dd>
        </>
      ) : null}
    </dl>
  );
}
