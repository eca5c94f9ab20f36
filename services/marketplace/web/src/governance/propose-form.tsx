import type { ContractCall } from '@atoll/chain/write';
import type { MarketContext } from '@atoll/sdk/context';
import { propose } from '@atoll/sdk/propose';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { ForeignMarkdown } from '@atoll/ui/foreign-markdown.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useIndexed } from '@atoll/ui/use-indexed.ts';
import { useEffect, useState } from 'react';
import { encodeFunctionData } from 'viem';
import { useLocation } from 'wouter';
import { CallForm } from './call-form.tsx';
import { ownDescription } from './proposal-title.ts';
import type { RawCall } from './call-in-words.ts';
import { CallList } from './call-list.tsx';

/** Where words that were not proposed yet are kept, so that a reload does not lose them. */
const draftKey = 'atoll-proposal-draft';

const rawOf = (call: ContractCall): RawCall => ({
  target: call.address,
  value: '0',
  data: encodeFunctionData(call),
});

/** Writes a proposal: its calls by forms, its words in markdown, and what exactly is put to the vote. */
export function ProposeForm({ market }: { market: MarketContext }) {
  const [, navigate] = useLocation();
  const indexed = useIndexed();
  const [calls, setCalls] = useState<readonly ContractCall[]>([]);
  const [description, setDescription] = useState(() => globalThis.localStorage.getItem(draftKey) ?? '');
  useEffect(() => globalThis.localStorage.setItem(draftKey, description), [description]);
  const send = useAct(async (say) => {
    say('Confirm the proposal in your wallet');
    const { proposalId, receipt } = await propose(market, {
      calls,
      description: ownDescription(description, market.account.address),
    });
    globalThis.localStorage.removeItem(draftKey);
    await indexed(say, receipt);
    navigate(`/governance/${proposalId}`);
  });
  const lacks =
    calls.length === 0
      ? 'Add at least one call.'
      : description.trim() === ''
        ? 'Say why in words.'
        : undefined;
  return (
    <div className="stack">
      <section className="card">
        <h2>What is to happen</h2>
        <CallForm onAdd={(call) => setCalls([...calls, call])} />
        {calls.length === 0 ? null : (
          <>
            <h3>Calls of this proposal</h3>
            <CallList calls={calls.map(rawOf)} />
            <Button small onClick={() => setCalls(calls.slice(0, -1))}>
              Remove the last call
            </Button>
          </>
        )}
      </section>
      <section className="card">
        <h2>Why</h2>
        <Field
          label="Title and reasons"
          hint="Markdown; the first line is the title. It is kept on chain for good and can not be changed."
        >
          {(control) => (
            <textarea
              {...control}
              rows={8}
              maxLength={10_000}
              value={description}
              onChange={({ target }) => setDescription(target.value)}
            />
          )}
        </Field>
        {description.trim() === '' ? null : (
          <details>
            <summary>As it will be shown</summary>
            <ForeignMarkdown text={description} />
          </details>
        )}
      </section>
      {lacks === undefined ? null : <p className="faint">{lacks}</p>}
      <p>
        <Button
          look="main"
          busy={send.act.state === 'running'}
          disabled={lacks !== undefined}
          onClick={() => void send.run()}
        >
          Propose
        </Button>
      </p>
      <ActStatus act={send.act} done="Proposed." />
    </div>
  );
}
