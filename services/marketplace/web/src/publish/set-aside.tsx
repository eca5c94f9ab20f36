import { Button } from '@atoll/ui/button.tsx';
import { useState } from 'react';
import { beginWith, type DraftState, readAside, readDraft } from './draft.ts';

/** The way back to a draft that another one took the place of. */
export function SetAside({ state }: { state: DraftState }) {
  const [aside, setAside] = useState(readAside);
  if (aside === undefined) return null;
  return (
    <p>
      <Button
        small
        onClick={() => {
          beginWith(aside);
          state.replace(readDraft());
          setAside(readAside());
        }}
      >
        Back to {aside.about.name === '' ? `a ${aside.kind} without a name` : `“${aside.about.name}”`}
      </Button>
    </p>
  );
}
