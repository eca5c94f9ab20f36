import { blockTime } from '@atoll/chain/read-block-time';
import { bountyKinds } from '@atoll/schemas/bounty';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import type { MarketContext } from '@atoll/sdk/context';
import { openBounty } from '@atoll/sdk/open-bounty';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useEffect, useState } from 'react';
import { pinText } from './pinned-text.ts';

const draftKey = 'atoll-bounty-draft';
const day = 86_400;
const titles = { data: 'Data', model: 'A model', fix: 'A fix' } as const;

const wholeDays = (text: string, most: number): number | undefined => {
  const days = /^\d{1,3}$/.test(text.trim()) ? Number(text) : 0;
  return days >= 1 && days <= most ? days : undefined;
};

/** What a person wrote of a bounty, and the terms that it makes. The description is kept over a reload. */
function useDraft(address: Address) {
  const { addressBook } = useWebConfig();
  const [words, setWords] = useState(() => globalThis.localStorage.getItem(draftKey) ?? '');
  useEffect(() => globalThis.localStorage.setItem(draftKey, words), [words]);
  const [token, setToken] = useState(addressBook.tokens[0]?.address ?? address);
  const [amount, setAmount] = useState('');
  const [judge, setJudge] = useState<string>(address);
  const [submitDays, setSubmitDays] = useState('30');
  const [decideDays, setDecideDays] = useState('14');
  const { decimals } = useToken(token);
  const read = parseAmount(amount, decimals);
  const named = Address.safeParse(judge.trim());
  const submitFor = wholeDays(submitDays, 365);
  const decideFor = wholeDays(decideDays, 90);
  const whole =
    'amount' in read &&
    read.amount > 0n &&
    named.success &&
    submitFor !== undefined &&
    decideFor !== undefined &&
    words.trim() !== '';
  return {
    ...{ words, setWords, token, setToken, amount, setAmount, judge, setJudge },
    ...{ submitDays, setSubmitDays, decideDays, setDecideDays },
    wrong: {
      amount: amount !== '' && 'wrong' in read ? read.wrong : undefined,
      judge: named.success ? undefined : 'Write an address: 0x and 40 digits',
      submitDays: submitFor === undefined ? 'A whole number from 1 to 365' : undefined,
      decideDays: decideFor === undefined ? 'A whole number from 1 to 90' : undefined,
    },
    terms: whole ? { amount: read.amount, judge: named.data, submitFor, decideFor } : undefined,
  };
}

/** Puts up a pot: what is wanted, how much, who judges and until when. */
export function OpenBountyForm(input: {
  market: MarketContext;
  address: Address;
  onOpened: (bountyId: Bytes32) => void;
}) {
  const { market, address, onOpened } = input;
  const indexed = useIndexed();
  const [kind, setKind] = useState<(typeof bountyKinds)[number]>('data');
  const draft = useDraft(address);
  const { words, token, terms } = draft;
  const open = useAct(async (say, chosen: NonNullable<typeof terms>) => {
    say('Sign that the description is kept, in your wallet');
    const specification = await pinText(market, words.trim());
    const submitUntil = (await blockTime(market.chain)) + chosen.submitFor * day;
    say('Confirm in your wallet: first the allowance where it is missing, then the bounty');
    const { bountyId, receipt } = await openBounty(market, {
      ...{ kind, token, specification, submitUntil },
      decideUntil: submitUntil + chosen.decideFor * day,
      amount: chosen.amount,
      judge: chosen.judge,
    });
    globalThis.localStorage.removeItem(draftKey);
    await indexed(say, receipt);
    onOpened(bountyId);
  });
  return (
    <section className="card">
      <h2>Open a bounty</h2>
      <Field label="What is wanted">
        {(control) => (
          <select
            {...control}
            value={kind}
            onChange={({ target }) => setKind(bountyKinds.find((each) => each === target.value) ?? 'data')}
          >
            {bountyKinds.map((each) => (
              <option key={each} value={each}>
                {titles[each]}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Description"
        hint="Markdown: what exactly, how it is judged, how it is handed in. Public, and fixed once opened."
      >
        {(control) => (
          <textarea
            {...control}
            rows={8}
            maxLength={10_000}
            value={words}
            onChange={({ target }) => draft.setWords(target.value)}
          />
        )}
      </Field>
      <Terms draft={draft} />
      <Button
        look="main"
        busy={open.act.state === 'running'}
        disabled={terms === undefined}
        onClick={() => (terms === undefined ? undefined : void open.run(terms))}
      >
        Open the bounty
      </Button>
      <ActStatus act={open.act} done="The bounty is open." />
    </section>
  );
}

/** How much, who judges and until when. */
function Terms({ draft }: { draft: ReturnType<typeof useDraft> }) {
  const { addressBook } = useWebConfig();
  return (
    <>
      <Field label="Token">
        {(control) => (
          <select
            {...control}
            value={draft.token}
            onChange={({ target }) =>
              draft.setToken(
                addressBook.tokens.find(({ address: at }) => at === target.value)?.address ?? draft.token,
              )
            }
          >
            {addressBook.tokens.map(({ address: at, symbol }) => (
              <option key={at} value={at}>
                {symbol}
              </option>
            ))}
          </select>
        )}
      </Field>
      <Field
        label="Amount"
        hint="taken from your wallet now; what is not awarded comes back"
        wrong={draft.wrong.amount}
      >
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            value={draft.amount}
            onChange={({ target }) => draft.setAmount(target.value)}
          />
        )}
      </Field>
      <Field
        label="Judge"
        hint="awards the pot and is trusted with all of it; cannot submit"
        wrong={draft.wrong.judge}
      >
        {(control) => (
          <input {...control} value={draft.judge} onChange={({ target }) => draft.setJudge(target.value)} />
        )}
      </Field>
      <Field label="Days for submissions" hint="1 to 365" wrong={draft.wrong.submitDays}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={draft.submitDays}
            onChange={({ target }) => draft.setSubmitDays(target.value)}
          />
        )}
      </Field>
      <Field label="Days for the judge" hint="1 to 90, after that" wrong={draft.wrong.decideDays}>
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={draft.decideDays}
            onChange={({ target }) => draft.setDecideDays(target.value)}
          />
        )}
      </Field>
    </>
  );
}
