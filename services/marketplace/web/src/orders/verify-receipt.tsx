import type { MarketContext } from '@atoll/sdk/context';
import { type ReceiptCheck, verifyReceipt } from '@atoll/sdk/verify-receipt';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import { Checks } from './checks.tsx';

/** Most bytes of a receipt. */
const longest = 4 << 20;

/** Checks a receipt that was saved, and files beside it where they are given, against the chain. Nothing is sent anywhere. */
export function VerifySavedReceipt({ market }: { market: MarketContext }) {
  const [receipt, setReceipt] = useState<File>();
  const [files, setFiles] = useState<readonly File[]>([]);
  const [checks, setChecks] = useState<readonly ReceiptCheck[]>([]);
  const verify = useAct(async (say) => {
    if (receipt === undefined) return;
    say('Checking the receipt against the chain');
    setChecks([]);
    const outputs = new Map(
      await Promise.all(
        files.map(async (file) => [file.name, new Uint8Array(await file.arrayBuffer())] as const),
      ),
    );
    setChecks(
      await verifyReceipt({
        signedReceipt: readJson(await receipt.slice(0, longest).text()),
        chain: market.chain,
        ...(outputs.size === 0 ? {} : { files: { outputs } }),
      }),
    );
  });
  return (
    <details className="card">
      <summary>Verify a receipt that you saved</summary>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void verify.run();
        }}
      >
        <Field label="Receipt">
          {(control) => (
            <input
              {...control}
              type="file"
              accept=".json,application/json"
              required
              onChange={({ target }) => setReceipt(target.files?.[0])}
            />
          )}
        </Field>
        <Field label="Files of the result" hint="All of them, or none">
          {(control) => (
            <input
              {...control}
              type="file"
              multiple
              onChange={({ target }) => setFiles([...(target.files ?? [])])}
            />
          )}
        </Field>
        <Button type="submit" busy={verify.act.state === 'running'}>
          Verify
        </Button>
        <ActStatus act={verify.act} />
        {checks.length === 0 ? null : <Checks checks={checks} />}
      </form>
    </details>
  );
}

/** What is no JSON is no receipt, which the first check says. */
function readJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}
