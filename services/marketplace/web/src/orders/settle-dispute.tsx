import type { Address } from '@atoll/schemas/ids';
import { answerDispute } from '@atoll/sdk/answer-dispute';
import type { MarketContext } from '@atoll/sdk/context';
import { sha256 } from '@atoll/sdk/digest';
import { ruleDispute } from '@atoll/sdk/rule-dispute';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { formatAmount, Money, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useChainTime } from '@atoll/ui/wallet/use-chain-time.ts';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { DisputeFacts, type DisputeView, findDispute } from './dispute-facts.tsx';
import type { ChainJob } from './order-page.tsx';
import { useProviderOnChain } from '../provider/use-provider-on-chain.ts';

/** A dispute over somebody else's order, for its arbiter to rule and for its provider to answer. */
export function SettleDispute({
  market,
  account,
  job,
}: {
  market: MarketContext;
  account: Address;
  job: ChainJob;
}) {
  const indexer = useIndexer();
  const now = useChainTime();
  const provider = useProviderOnChain(market, job.provider);
  const dispute = useQuery({
    queryKey: ['dispute-of', job.jobId],
    queryFn: async () => (await findDispute(indexer, job)) ?? null,
  });
  return (
    <Loaded query={dispute} what="Looking whether it is disputed">
      {(found) => {
        if (found === null) return null;
        const inTime = found.state === 'open' && now !== undefined && now <= found.ruleBy;
        const answers = account === job.provider || account === provider.data?.operator;
        return (
          <section className="card" aria-label="Dispute">
            <h2>The buyer disputes this run</h2>
            <DisputeFacts dispute={found} />
            {inTime && account === found.arbiter ? <Rule market={market} dispute={found} /> : null}
            {inTime && answers ? <Answer market={market} dispute={found} /> : null}
          </section>
        );
      }}
    </Loaded>
  );
}

const rulings = {
  buyer: 'For the buyer: the bond comes back, and this much is taken from the provider’s frozen stake',
  neither: 'For neither: the bond comes back, and nothing is taken',
  provider: 'For the provider: the dispute had no ground, and the bond goes to the provider',
} as const;
type RulingFor = keyof typeof rulings;

/** The arbiter's word. It is given once. */
function Rule({ market, dispute }: { market: MarketContext; dispute: DisputeView }) {
  const { symbol, decimals } = useToken(dispute.token);
  const indexed = useIndexed();
  const [who, setWho] = useState<RulingFor>();
  const [text, setText] = useState(() => formatAmount(BigInt(dispute.frozen), decimals));
  const read = parseAmount(text, decimals);
  const wrong =
    'wrong' in read
      ? read.wrong
      : read.amount === 0n || read.amount > BigInt(dispute.frozen)
        ? `Write more than 0 and at most ${formatAmount(BigInt(dispute.frozen), decimals)}: no more is frozen`
        : undefined;
  const ruling = useAct(async (say) => {
    if (who === undefined) return;
    const slashed = who === 'buyer' && 'amount' in read ? read.amount : 0n;
    say('Confirm the ruling in your wallet');
    const bondForfeited = who === 'provider';
    await indexed(say, await ruleDispute(market, { jobId: dispute.jobId, slashed, bondForfeited }));
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (who !== 'buyer' || wrong === undefined) void ruling.run();
      }}
    >
      <p>
        Have both sides show you their documents: the digests above tell whether they are the ones that were
        meant. What you rule is final, and moves nothing beyond bond and frozen stake.
      </p>
      <fieldset>
        <legend>You rule</legend>
        {(['buyer', 'neither', 'provider'] as const).map((each) => (
          <label className="choice field" key={each}>
            <input type="radio" name="ruling" required checked={who === each} onChange={() => setWho(each)} />
            {rulings[each]}
          </label>
        ))}
        {who === 'buyer' ? (
          <TextField
            label={`Taken from the stake, in ${symbol}`}
            hint={
              <>
                At most <Money amount={dispute.frozen} token={dispute.token} />; the buyer and the treasury
                share it
              </>
            }
            inputMode="decimal"
            value={text}
            onValue={setText}
            wrong={wrong}
          />
        ) : null}
      </fieldset>
      <Button type="submit" look="danger" busy={ruling.act.state === 'running'}>
        Rule it for good
      </Button>
      <ActStatus act={ruling.act} done="It is ruled." />
    </form>
  );
}

/** The provider's side, as often as it likes until it is ruled; the last answer counts. */
function Answer({ market, dispute }: { market: MarketContext; dispute: DisputeView }) {
  const indexed = useIndexed();
  const [evidence, setEvidence] = useState<File>();
  const answering = useAct(async (say) => {
    if (evidence === undefined) return;
    const digest = await sha256(new Uint8Array(await evidence.arrayBuffer()));
    say('Confirm the answer in your wallet');
    await indexed(say, await answerDispute(market, { jobId: dispute.jobId, evidence: digest }));
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void answering.run();
      }}
    >
      <Field
        label="Your answer"
        hint="A document that the arbiter can be shown. Only its digest goes on chain: keep the file."
      >
        {(control) => (
          <input
            {...control}
            type="file"
            required
            onChange={({ target }) => setEvidence(target.files?.[0])}
          />
        )}
      </Field>
      <Button type="submit" busy={answering.act.state === 'running'}>
        Answer the dispute
      </Button>
      <ActStatus act={answering.act} done="Your answer stands on chain." />
    </form>
  );
}
