import { BuyerList } from '@atoll/schemas/desk';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { setBuyers } from '@atoll/sdk/set-buyers';
import { Button } from '@atoll/ui/button.tsx';
import { LongTextField } from '@atoll/ui/desk/fields.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';

/** The buyers that are quoted where the rules say so. */
export function Buyers({ session, name }: { session: DeskSession; name: string }) {
  const list = useDesk(session.market, ['buyers', name], (desk) =>
    request(desk, {
      service: providerOf(desk),
      method: 'GET',
      path: providerPaths.buyers(name),
      signed: true,
      reply: BuyerList,
    }),
  );
  return (
    <section aria-labelledby="buyers">
      <h2 id="buyers">Listed buyers</h2>
      <p>
        Counts where the published rules say that only listed buyers are quoted. Quotes that were given stand.
      </p>
      <Loaded query={list} what="Reading the list">
        {({ buyers }) => <BuyersForm key={buyers.join()} session={session} name={name} buyers={buyers} />}
      </Loaded>
    </section>
  );
}

function BuyersForm(input: { session: DeskSession; name: string; buyers: readonly string[] }) {
  const { session, name, buyers } = input;
  const [text, setText] = useState(buyers.join('\n'));
  const read = BuyerList.safeParse({ buyers: text.split(/[\s,]+/).filter((part) => part !== '') });
  const changed = useDeskChanged();
  const setting = useAct(async (say, wanted: BuyerList['buyers']) => {
    say('Sign the list in your wallet');
    await setBuyers(session.market, { name, buyers: wanted });
    await changed();
  });
  const next: readonly string[] = read.success ? read.data.buyers : [];
  const added = next.filter((buyer) => !buyers.includes(buyer)).length;
  const removed = buyers.filter((buyer) => !next.includes(buyer)).length;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (read.success) void setting.run(read.data.buyers);
      }}
    >
      <LongTextField
        label="Accounts"
        hint="One address on a line"
        rows={4}
        spellCheck={false}
        value={text}
        onValue={setText}
        wrong={read.success ? undefined : read.error.issues[0]?.message}
      />
      <p role="status">
        {added + removed === 0
          ? `${buyers.length} accounts are listed.`
          : `${added} would be added, ${removed} taken off the list.`}
      </p>
      <Button
        type="submit"
        busy={setting.act.state === 'running'}
        disabled={!read.success || added + removed === 0}
      >
        Set the list
      </Button>
      <ActStatus act={setting.act} done="The list is set." />
    </form>
  );
}
