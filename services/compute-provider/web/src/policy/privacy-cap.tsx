import { PrivacyLedger } from '@atoll/schemas/sample-api';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { usePrivacy } from '../desk/use-privacy.ts';

/** How much privacy all samples of a dataset may cost together. */
export function PrivacyCap({ session, name }: { session: DeskSession; name: string }) {
  const ledger = usePrivacy(session, name);
  return (
    <section aria-labelledby="cap">
      <h2 id="cap">Privacy budget</h2>
      <Loaded query={ledger} what="Reading the privacy ledger">
        {({ spent, cap }) => <CapForm key={cap} session={session} name={name} spent={spent} cap={cap} />}
      </Loaded>
    </section>
  );
}

function CapForm(input: { session: DeskSession; name: string; spent: number; cap: number }) {
  const { session, name, spent, cap } = input;
  const [text, setText] = useState(String(cap));
  const wanted = Number(text);
  const good = text.trim() !== '' && wanted >= 0 && wanted <= 1000;
  const changed = useDeskChanged();
  const setting = useAct(async (say) => {
    say('Sign the budget in your wallet');
    await request(session.market, {
      service: providerOf(session.market),
      method: 'PUT',
      path: providerPaths.privacy(name),
      json: { cap: wanted },
      signed: true,
      reply: PrivacyLedger,
    });
    await changed();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (good) void setting.run();
      }}
    >
      <p>
        Samples have cost ε = {spent} so far, of at most {cap}.
      </p>
      <TextField
        label="Most that all samples may cost together (ε)"
        hint="0 to 1000; the smaller, the more private"
        inputMode="decimal"
        value={text}
        onValue={setText}
        wrong={good ? undefined : 'Write a number from 0 to 1000'}
      />
      <Button type="submit" busy={setting.act.state === 'running'} disabled={!good || wanted === cap}>
        Set the budget
      </Button>
      <ActStatus act={setting.act} done="The budget is set." />
    </form>
  );
}
