import { Button } from '@atoll/ui/button.tsx';
import { type ReactNode, useState } from 'react';
import type { DraftState } from '../draft.ts';
import type { Read } from '../read-draft.ts';

/** What every step of the wizard is given. */
export interface StepInput extends DraftState {
  readonly onDone: () => void;
}

/** The fields of a step with "Continue", which says what is still wrong instead of going on. */
export function StepForm<T>(input: {
  read: () => Read<T>;
  onDone: (value: T) => void;
  name?: string;
  children: ReactNode;
}) {
  const { read, onDone, name = 'Continue', children } = input;
  const [wrong, setWrong] = useState<readonly string[]>([]);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        const result = read();
        if ('wrong' in result) setWrong(result.wrong);
        else {
          setWrong([]);
          onDone(result.value);
        }
      }}
    >
      {children}
      {wrong.length === 0 ? null : <Wrong wrong={wrong} />}
      <p>
        <Button type="submit" look="main">
          {name}
        </Button>
      </p>
    </form>
  );
}

/** What has to be mended before it can go on. */
export function Wrong({ wrong }: { wrong: readonly string[] }) {
  return (
    <div className="notice bad" role="alert">
      <p>
        <strong>This is not complete yet.</strong>
      </p>
      <ul>
        {wrong.map((each) => (
          <li key={each}>{each}</li>
        ))}
      </ul>
    </div>
  );
}
