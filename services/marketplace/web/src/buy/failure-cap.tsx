import { Field } from '@atoll/ui/field.tsx';
import { formatAmount, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { useState } from 'react';
import type { Purchase } from './purchase.ts';

/** Most that a failed run may cost; the provider is paid no more than the compute in any case. */
export function FailureCap(input: {
  token: string;
  compute: bigint;
  failureCap: string | undefined;
  change: (changes: Partial<Purchase>) => void;
}) {
  const { token, compute, failureCap, change } = input;
  const { symbol, decimals } = useToken(token);
  const [text, setText] = useState(
    failureCap === undefined ? '' : formatAmount(BigInt(failureCap), decimals),
  );
  const read = text.trim() === '' ? undefined : parseAmount(text, decimals);
  return (
    <Field
      label={`Most that a failed run may cost, in ${symbol} (optional)`}
      hint={`${formatAmount(compute, decimals)} unless you say less.`}
      wrong={read !== undefined && 'wrong' in read ? read.wrong : undefined}
    >
      {(control) => (
        <input
          {...control}
          inputMode="decimal"
          value={text}
          onChange={({ target }) => {
            setText(target.value);
            const next = target.value.trim() === '' ? undefined : parseAmount(target.value, decimals);
            if (next === undefined) change({ failureCap: undefined });
            else if ('amount' in next) change({ failureCap: next.amount.toString() });
          }}
        />
      )}
    </Field>
  );
}
