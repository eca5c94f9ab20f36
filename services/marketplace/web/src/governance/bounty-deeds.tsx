import type { ReceiptSummary } from '@atoll/chain/write';
import type { Item } from '@atoll/schemas/indexer/resources';
import type { Address } from '@atoll/schemas/ids';
import { awardBounty } from '@atoll/sdk/award-bounty';
import { closeBounty } from '@atoll/sdk/close-bounty';
import type { MarketContext } from '@atoll/sdk/context';
import { contributeBounty } from '@atoll/sdk/contribute-bounty';
import { reclaimBounty } from '@atoll/sdk/reclaim-bounty';
import { rejectSubmission } from '@atoll/sdk/reject-submission';
import { submitToBounty } from '@atoll/sdk/submit-to-bounty';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Money, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, type Say, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useState } from 'react';
import { bountyPhase } from './bounty-phase.tsx';
import { pinText } from './pinned-text.ts';

interface DeedsInput {
  readonly market: MarketContext;
  readonly address: Address;
  readonly bounty: Item<'bounties'>;
  readonly submissions: readonly Item<'bountySubmissions'>[];
  readonly funders: readonly Item<'bountyFunders'>[];
  /** Block time, in seconds. */
  readonly time: number;
}

/** What the connected account can do with a bounty now. */
export function BountyDeeds(input: DeedsInput) {
  const { address, bounty, submissions, funders, time } = input;
  const phase = bountyPhase(bounty, time);
  const judges = bounty.judge === address;
  const open = submissions.filter(({ rejected }) => !rejected);
  const [first] = open;
  const stands = funders.find(({ funder }) => funder === address)?.standing ?? '0';
  return (
    <>
      <h2>What you can do</h2>
      {judges && phase !== 'closed' && time <= bounty.decideUntil && first !== undefined ? (
        <Judge {...input} open={open} first={first} />
      ) : null}
      {judges || phase !== 'submissions' ? null : <Submit {...input} />}
      {phase === 'submissions' && bounty.awarded === '0' ? <Contribute {...input} /> : null}
      {phase === 'due' ? <Close {...input} /> : null}
      {(phase === 'due' || phase === 'closed') && stands !== '0' ? <Reclaim {...input} /> : null}
      {phase === 'awards' && !judges ? <p className="notice">The judge decides now.</p> : null}
      {phase === 'closed' && stands === '0' ? <p className="notice">Nothing more: it is closed.</p> : null}
    </>
  );
}

/** A deed of one transaction, after which the page is read again. */
function useDeed<Input extends readonly unknown[]>(
  perform: (say: Say, ...input: Input) => Promise<ReceiptSummary>,
) {
  const indexed = useIndexed();
  return useAct(async (say, ...input: Input) => {
    say('Confirm it in your wallet');
    await indexed(say, await perform(say, ...input));
  });
}

function AmountField(input: {
  label: string;
  hint: string;
  token: Address;
  text: string;
  onText: (text: string) => void;
}) {
  const { decimals, symbol } = useToken(input.token);
  const read = parseAmount(input.text, decimals);
  const wrong = input.text !== '' && 'wrong' in read ? read.wrong : undefined;
  return (
    <Field label={`${input.label}, in ${symbol}`} hint={input.hint} wrong={wrong}>
      {(control) => (
        <input
          {...control}
          inputMode="decimal"
          value={input.text}
          onChange={({ target }) => input.onText(target.value)}
        />
      )}
    </Field>
  );
}

function useAmount(token: Address) {
  const [text, setText] = useState('');
  const { decimals } = useToken(token);
  const read = parseAmount(text, decimals);
  return { text, setText, amount: 'amount' in read && read.amount > 0n ? read.amount : undefined };
}

function Contribute({ market, bounty }: DeedsInput) {
  const { text, setText, amount } = useAmount(bounty.token);
  const give = useDeed((_, more: bigint) =>
    contributeBounty(market, { bountyId: bounty.bountyId, amount: more }),
  );
  return (
    <section className="card deed">
      <h3>Add to the pot</h3>
      <AmountField
        label="Contribution"
        hint="the judge decides over it"
        token={bounty.token}
        text={text}
        onText={setText}
      />
      <Button
        busy={give.act.state === 'running'}
        disabled={amount === undefined}
        onClick={() => (amount === undefined ? undefined : void give.run(amount))}
      >
        Contribute
      </Button>
      <ActStatus act={give.act} done="Added to the pot." />
    </section>
  );
}

function Submit({ market, bounty }: DeedsInput) {
  const [words, setWords] = useState('');
  const [asset, setAsset] = useState('');
  const wrongAsset = asset.trim() !== '' && !/^\d{1,78}$/.test(asset.trim());
  const hand = useDeed(async (say) => {
    say('Sign that your words are kept, in your wallet');
    const digest = await pinText(market, words.trim());
    say('Confirm the submission in your wallet');
    const assetId = asset.trim() === '' ? {} : { assetId: BigInt(asset.trim()) };
    return (await submitToBounty(market, { bountyId: bounty.bountyId, digest, ...assetId })).receipt;
  });
  return (
    <section className="card deed">
      <h3>Hand something in</h3>
      <Field
        label="What you offer"
        hint="Markdown, public: anybody can read and copy it. Say where the work is found."
      >
        {(control) => (
          <textarea
            {...control}
            rows={5}
            maxLength={10_000}
            value={words}
            onChange={({ target }) => setWords(target.value)}
          />
        )}
      </Field>
      <Field
        label="Token id of your asset"
        hint="where a published asset of yours is what you offer"
        wrong={wrongAsset ? 'A whole number' : undefined}
      >
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={asset}
            onChange={({ target }) => setAsset(target.value)}
          />
        )}
      </Field>
      <Button
        look="main"
        busy={hand.act.state === 'running'}
        disabled={words.trim() === '' || wrongAsset}
        onClick={() => void hand.run()}
      >
        Hand it in
      </Button>
      <ActStatus act={hand.act} done="Handed in." />
    </section>
  );
}

function Judge({
  market,
  bounty,
  open,
  first,
}: DeedsInput & { open: readonly Item<'bountySubmissions'>[]; first: Item<'bountySubmissions'> }) {
  const { bountyId, token, rest } = bounty;
  const [chosen, choose] = useState(first.submission);
  const { submission, submitter } = open.find((each) => each.submission === chosen) ?? first;
  const { text, setText, amount } = useAmount(token);
  const award = useDeed((_, part: bigint) =>
    awardBounty(market, { bountyId, submission, submitter, amount: part }),
  );
  const reject = useDeed(() => rejectSubmission(market, { bountyId, submission }));
  const busy = award.act.state === 'running' || reject.act.state === 'running';
  return (
    <section className="card deed">
      <h3>Judge</h3>
      <p>
        <Money amount={rest} token={token} /> can be awarded, to several and in parts.
      </p>
      <Field label="Submission">
        {(control) => (
          <select {...control} value={submission} onChange={({ target }) => choose(Number(target.value))}>
            {open.map((each) => (
              <option key={each.submission} value={each.submission}>
                {each.submission}, by {each.submitter}
              </option>
            ))}
          </select>
        )}
      </Field>
      <AmountField
        label="Award"
        hint="credited at once; cannot be taken back"
        token={token}
        text={text}
        onText={setText}
      />
      <p className="row">
        <Button
          look="main"
          busy={busy}
          disabled={amount === undefined}
          onClick={() => (amount === undefined ? undefined : void award.run(amount))}
        >
          Award
        </Button>
        <Button look="danger" busy={busy} onClick={() => void reject.run()}>
          Reject submission {submission}
        </Button>
      </p>
      <ActStatus act={award.act} done="Awarded." />
      <ActStatus act={reject.act} done="Rejected." />
    </section>
  );
}

function Close({ market, bounty }: DeedsInput) {
  const close = useDeed(() => closeBounty(market, { bountyId: bounty.bountyId }));
  return (
    <section className="card deed">
      <h3>Close it</h3>
      <p>Its time is over. Anyone may close it; then what was not awarded goes back.</p>
      <Button busy={close.act.state === 'running'} onClick={() => void close.run()}>
        Close the bounty
      </Button>
      <ActStatus act={close.act} done="Closed." />
    </section>
  );
}

function Reclaim({ market, bounty }: DeedsInput) {
  const take = useDeed(() => reclaimBounty(market, { bountyId: bounty.bountyId }));
  return (
    <section className="card deed">
      <h3>Take your part back</h3>
      <p>
        Your part of what was not awarded is credited to you in the escrow’s ledger, to be withdrawn or spent.
      </p>
      <Button busy={take.act.state === 'running'} onClick={() => void take.run()}>
        Reclaim
      </Button>
      <ActStatus act={take.act} done="Credited to you." />
    </section>
  );
}
