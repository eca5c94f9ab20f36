import { blockTime } from '@atoll/chain/read-block-time';
import { bountyKinds } from '@atoll/schemas/bounty';
import { Address, type Bytes32 } from '@atoll/schemas/ids';
import { type MarketContext } from '@atoll/sdk/context';
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

/** Puts up a pot: what is wanted, how much, who judges and until when. */
export function OpenBountyForm(input: {
  market: MarketContext;
  address: Address;
  onOpened: (bountyId: Bytes32) => void;
}) {
  const { market, address, onOpened } = input;
  const { addressBook } = useWebConfig();
  const indexed = useIndexed();
  const [kind, setKind] = useState<(typeof bountyKinds)[number]>('data');
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
  const days = [wholeDays(submitDays, 365), wholeDays(decideDays, 90)] as const;
  const [submitFor, decideFor] = days;
  const terms =
    'amount' in read &&
    read.amount > 0n &&
    named.success &&
    submitFor !== undefined &&
    decideFor !== undefined
      ? { amount: read.amount, judge: named.data, submitFor, decideFor }
      : undefined;
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
            onChange={({ target }) => setWords(target.value)}
          />
        )}
      </Field>
      <Field label="Token">
        {(control) => (
          <select
            {...control}
            value={token}
            onChange={({ target }) =>
              setToken(addressBook.tokens.find(({ address: at }) => at === target.value)?.address ?? token)
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
        wrong={amount !== '' && 'wrong' in read ? read.wrong : undefined}
      >
        {(control) => (
          <input
            {...control}
            inputMode="decimal"
            value={amount}
            onChange={({ target }) => setAmount(target.value)}
          />
        )}
      </Field>
      <Field
        label="Judge"
        hint="awards the pot and is trusted with all of it; cannot submit"
        wrong={named.success ? undefined : 'Write an address: 0x and 40 digits'}
      >
        {(control) => <input {...control} value={judge} onChange={({ target }) => setJudge(target.value)} />}
      </Field>
      <Field
        label="Days for submissions"
        hint="1 to 365"
        wrong={submitFor === undefined ? 'A whole number from 1 to 365' : undefined}
      >
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={submitDays}
            onChange={({ target }) => setSubmitDays(target.value)}
          />
        )}
      </Field>
      <Field
        label="Days for the judge"
        hint="1 to 90, after that"
        wrong={decideFor === undefined ? 'A whole number from 1 to 90' : undefined}
      >
        {(control) => (
          <input
            {...control}
            inputMode="numeric"
            value={decideDays}
            onChange={({ target }) => setDecideDays(target.value)}
          />
        )}
      </Field>
      <Button
        look="main"
        busy={open.act.state === 'running'}
        disabled={terms === undefined || words.trim() === ''}
        onClick={() => (terms === undefined ? undefined : void open.run(terms))}
      >
        Open the bounty
      </Button>
      <ActStatus act={open.act} done="The bounty is open." />
    </section>
  );
}
