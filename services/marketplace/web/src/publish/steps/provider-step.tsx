import { shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { TextField } from '@atoll/ui/desk/fields.tsx';
import { useState } from 'react';
import { originOf, WithProvider } from './paired.tsx';
import type { StepInput } from './step.tsx';

/** Pairs with the provider at which the data lies. */
export function ProviderStep({ draft, change, onDone }: StepInput) {
  const [text, setText] = useState(draft.providerUrl);
  const read = originOf(text);
  const [asked, setAsked] = useState(false);
  return (
    <>
      <p>
        Your provider is the machine beside your data. This page asks it to register files and never sees
        them: nothing but names, sizes and columns comes back.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          setAsked(true);
          if ('origin' in read) change({ providerUrl: read.origin });
        }}
      >
        <TextField
          label="Address of your provider"
          hint="e.g. https://provider.example"
          inputMode="url"
          value={text}
          onValue={setText}
          wrong={asked && 'wrong' in read ? read.wrong : undefined}
        />
        <Button type="submit">Find it</Button>
      </form>
      {draft.providerUrl === '' ? null : (
        <WithProvider url={draft.providerUrl}>
          {({ identity }) => (
            <>
              <p className="notice good" role="status">
                Paired with provider {shorten(identity.provider)} at {draft.providerUrl}.
              </p>
              <Button
                look="main"
                onClick={() => {
                  change({ providerAddress: identity.provider });
                  onDone();
                }}
              >
                Continue
              </Button>
            </>
          )}
        </WithProvider>
      )}
    </>
  );
}
