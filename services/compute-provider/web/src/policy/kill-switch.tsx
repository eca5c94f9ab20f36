import { haltProvider, resumeProvider } from '@atoll/sdk/halt-provider';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { Dialog } from '@atoll/ui/dialog.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { useHalt } from '../desk/halt-notice.tsx';

/** Stops everything, and lets it run again; each after a confirmation that says what it does. */
export function KillSwitch({ session }: { session: DeskSession }) {
  const halt = useHalt();
  const [open, setOpen] = useState(false);
  const halted = halt.data?.halted === true;
  return (
    <section aria-labelledby="kill" className="card">
      <h2 id="kill">Kill switch</h2>
      <p>
        {halted
          ? 'This provider is halted: nothing is quoted or started.'
          : 'This provider runs. Halting it stops and refunds what waits or runs; outputs that are held stay held.'}
      </p>
      <Button look={halted ? 'main' : 'danger'} onClick={() => setOpen(true)}>
        {halted ? 'Let it run again…' : 'Halt this provider…'}
      </Button>
      <Dialog
        title={halted ? 'Let this provider run again' : 'Halt this provider'}
        open={open}
        onClose={() => setOpen(false)}
      >
        <Throw session={session} halted={halted} onDone={() => setOpen(false)} />
      </Dialog>
    </section>
  );
}

function Throw({ session, halted, onDone }: { session: DeskSession; halted: boolean; onDone: () => void }) {
  const [reason, setReason] = useState('');
  const queries = useQueryClient();
  const throwing = useAct(async (say) => {
    say('Sign it in your wallet');
    await (halted ? resumeProvider(session.market) : haltProvider(session.market, { reason }));
    await queries.invalidateQueries({ queryKey: ['halt'] });
    onDone();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void throwing.run();
      }}
    >
      {halted ? (
        <p>Quotes are given and orders are started again, from now on.</p>
      ) : (
        <>
          <p>
            No quote is given and no run starts. Whatever waits or runs is stopped now, and its buyer gets the
            whole amount back. It holds over restarts until you lift it.
          </p>
          <TextField
            label="Why"
            hint="Public: everybody who asks reads it"
            required
            maxLength={500}
            value={reason}
            onValue={setReason}
          />
        </>
      )}
      <Button type="submit" look={halted ? 'main' : 'danger'} busy={throwing.act.state === 'running'}>
        {halted ? 'Lift the halt' : 'Halt now'}
      </Button>
      <ActStatus act={throwing.act} />
    </form>
  );
}
