import type { ContractCall } from '@atoll/chain/write';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { useIndexer } from '@atoll/ui/use-indexer.ts';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { type FieldValue, readField } from './call-field.ts';
import { callOf } from './call-in-words.ts';
import { type KnownCall, knownCalls } from './known-calls.ts';
import { parameterName, parameterValue } from './parameter-words.ts';
import { upTo } from './parameters.tsx';

/** A call out of those that governance makes, filled in by a form. */
export function CallForm({ onAdd }: { onAdd: (call: ContractCall) => void }) {
  const [id, setId] = useState('fee');
  const known = knownCalls.find((call) => call.id === id);
  return (
    <>
      <Field label="Change">
        {(control) => (
          <select {...control} value={id} onChange={({ target }) => setId(target.value)}>
            {knownCalls.map((call) => (
              <option key={call.id} value={call.id}>
                {call.title}
              </option>
            ))}
          </select>
        )}
      </Field>
      {known === undefined ? null : <Fields key={id} known={known} onAdd={onAdd} />}
    </>
  );
}

function Fields({ known, onAdd }: { known: KnownCall; onAdd: (call: ContractCall) => void }) {
  const { addressBook } = useWebConfig();
  const [texts, setTexts] = useState<Readonly<Record<string, string>>>({});
  const [tokenAddress, setToken] = useState(addressBook.tokens[0]?.address ?? '');
  const [tried, setTried] = useState(false);
  const token = addressBook.tokens.find(({ address }) => address === tokenAddress);
  const pays = known.contract === 'payment token';
  const reads = known.fields.map(({ name, kind }) =>
    readField(kind, texts[name] ?? (kind === 'yes' ? 'yes' : ''), token?.decimals ?? 0),
  );
  const add = () => {
    setTried(true);
    const values: FieldValue[] = [];
    for (const read of reads) if ('value' in read) values.push(read.value);
    if (values.length < reads.length) return;
    onAdd(callOf(addressBook, known, values, token));
    setTexts({});
    setTried(false);
  };
  return (
    <>
      <PresentValue known={known} />
      {pays ? (
        <Field label="Token">
          {(control) => (
            <select {...control} value={tokenAddress} onChange={({ target }) => setToken(target.value)}>
              {addressBook.tokens.map(({ address, symbol }) => (
                <option key={address} value={address}>
                  {symbol} {address}
                </option>
              ))}
            </select>
          )}
        </Field>
      ) : null}
      {known.fields.map(({ name, label, hint, kind }, index) => {
        const read = reads[index];
        const wrong = tried && read !== undefined && 'wrong' in read ? read.wrong : undefined;
        const set = (text: string) => setTexts({ ...texts, [name]: text });
        return (
          <Field
            key={name}
            label={kind === 'percent' ? `${label}, in per cent` : label}
            hint={hint}
            wrong={wrong}
          >
            {(control) =>
              kind === 'yes' ? (
                <select
                  {...control}
                  value={texts[name] ?? 'yes'}
                  onChange={({ target }) => set(target.value)}
                >
                  <option value="yes">yes</option>
                  <option value="no">no</option>
                </select>
              ) : (
                <input
                  {...control}
                  inputMode={kind === 'address' || kind === 'tokens' ? 'text' : 'decimal'}
                  value={texts[name] ?? ''}
                  onChange={({ target }) => set(target.value)}
                />
              )
            }
          </Field>
        );
      })}
      <Button onClick={add}>Add this call</Button>
    </>
  );
}

/** What the call would change, as it stands. */
function PresentValue({ known }: { known: KnownCall }) {
  const indexer = useIndexer();
  const { addressBook } = useWebConfig();
  const { contract, changes = [] } = known;
  const query = useQuery({
    queryKey: ['parameters-of', contract, ...changes],
    enabled: changes.length > 0,
    queryFn: () => upTo(50, indexer.parameters.every({ contract, name: changes })),
  });
  if (query.data === undefined || query.data.length === 0) return null;
  return (
    <ul className="faint">
      {query.data.map((parameter) => (
        <li key={parameter.subject}>
          {parameterName(addressBook, parameter)} now: {parameterValue(addressBook, parameter)}
        </li>
      ))}
    </ul>
  );
}
