import { deposit } from '@atoll/sdk/deposit';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { formatAmount, parseAmount, useToken } from '@atoll/ui/money.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { TokenParts } from './balances.tsx';

/** Turns tokens of the wallet into credit. */
export function Deposit({ market, token, wallet }: TokenParts & { wallet: bigint }) {
  const { symbol, decimals } = useToken(token);
  const [text, setText] = useState('');
  const [wrong, setWrong] = useState<string>();
  const queries = useQueryClient();
  const act = useAct(async (say, amount: bigint) => {
    say('Confirm in your wallet: the allowance, where it is missing, then the deposit');
    await deposit(market, { token, amount });
    await queries.invalidateQueries({ queryKey: ['balance'] });
    setText('');
  });
  return (
    <details>
      <summary>Deposit</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          const read = parseAmount(text, decimals);
          const problem =
            'wrong' in read
              ? read.wrong
              : read.amount > wallet
                ? `Your wallet has ${formatAmount(wallet, decimals)} ${symbol}`
                : undefined;
          setWrong(problem);
          if (problem === undefined && 'amount' in read) void act.run(read.amount);
        }}
      >
        <Field label={`Amount in ${symbol}`} wrong={wrong}>
          {(control) => (
            <input
              {...control}
              inputMode="decimal"
              required
              value={text}
              onChange={({ target }) => setText(target.value)}
            />
          )}
        </Field>
        <Button type="submit" busy={act.act.state === 'running'}>
          Deposit
        </Button>
        <ActStatus act={act.act} done="Deposited." />
      </form>
    </details>
  );
}
