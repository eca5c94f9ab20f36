import type { Address } from '@atoll/schemas/ids';
import { createIdentity, readIdentity, type AgeIdentity } from '@atoll/sdk/recipient';
import { openIdentity, sealIdentity, shortestPassphrase } from '@atoll/sdk/seal-identity';
import { useState } from 'react';
import { Button } from '../button.tsx';
import { Field } from '../field.tsx';
import { ActStatus, useAct } from '../use-act.tsx';
import { unlock } from './keyring.ts';
import { painted } from './painted.ts';
import { useKeepKey } from './use-keys.ts';

/** Makes an identity, sealed by a passphrase of its owner, and keeps it. */
export function MakeKey({ account }: { account: Address }) {
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [checked, setChecked] = useState(false);
  const keep = useKeepKey();
  const make = useAct(async (say) => {
    say('Making the key and sealing it, which takes a few seconds on purpose');
    await painted();
    await sealAndKeep(keep, account, await createIdentity(), passphrase);
  });
  const short = passphrase.length < shortestPassphrase;
  const wrong = checked && short ? `At least ${shortestPassphrase} characters` : undefined;
  const differs = checked && again !== passphrase ? 'This is not the same' : undefined;
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        setChecked(true);
        if (!short && again === passphrase) void make.run();
      }}
    >
      <Field
        label="Passphrase"
        hint={`At least ${shortestPassphrase} characters; four or five words that nobody would put together. Nobody can reset it.`}
        wrong={wrong}
      >
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete="new-password"
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        )}
      </Field>
      <Field label="The passphrase again" wrong={differs}>
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete="new-password"
            value={again}
            onChange={(event) => setAgain(event.target.value)}
          />
        )}
      </Field>
      <Button look="main" type="submit" busy={make.act.state === 'running'}>
        Make a key
      </Button>
      <ActStatus act={make.act} />
    </form>
  );
}

async function sealAndKeep(
  keep: ReturnType<typeof useKeepKey>,
  account: Address,
  identity: AgeIdentity,
  passphrase: string,
): Promise<void> {
  const sealed = await sealIdentity(identity, { by: 'passphrase', passphrase });
  const { publicKey, recipient } = identity;
  await keep({ account, publicKey, recipient, sealed, createdAt: new Date().toISOString() });
  unlock(identity);
}

/** Takes a key back from its recovery file. */
export function RestoreKey({ account }: { account: Address }) {
  const [file, setFile] = useState<File>();
  const [passphrase, setPassphrase] = useState('');
  const keep = useKeepKey();
  const restore = useAct(async (say) => {
    if (file === undefined) return;
    say('Opening the recovery file, which takes a few seconds on purpose');
    const sealed = await file.slice(0, 1 << 16).text();
    await painted();
    const identity = await readIdentity(
      (await openIdentity(sealed, { by: 'passphrase', passphrase })).identity,
    );
    const now = new Date().toISOString();
    const { publicKey, recipient } = identity;
    // Its owner has the file: here it is.
    await keep({ account, publicKey, recipient, sealed, createdAt: now, savedAt: now });
    unlock(identity);
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void restore.run();
      }}
    >
      <Field label="Recovery file">
        {(control) => (
          <input {...control} type="file" required onChange={(event) => setFile(event.target.files?.[0])} />
        )}
      </Field>
      <Field label="Its passphrase">
        {(control) => (
          <input
            {...control}
            type="password"
            autoComplete="current-password"
            required
            value={passphrase}
            onChange={(event) => setPassphrase(event.target.value)}
          />
        )}
      </Field>
      <Button type="submit" busy={restore.act.state === 'running'}>
        Restore the key
      </Button>
      <ActStatus act={restore.act} done="The key is back." />
    </form>
  );
}
