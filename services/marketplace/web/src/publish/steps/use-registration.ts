import type { RegistrationProgress } from '@atoll/schemas/provider-api';
import { followRegistration, registerDataset } from '@atoll/sdk/register-dataset';
import { useAct } from '@atoll/ui/use-act.tsx';
import { useEffect, useRef, useState } from 'react';
import { readDraft } from '../draft.ts';
import { registrationOf } from '../read-draft.ts';
import type { Paired } from './paired.tsx';
import type { StepInput } from './step.tsx';

/** Has the provider register what the draft says, and follows it by the session; a reload of the page takes up the following. */
export function useRegistration({ draft, change, paired }: StepInput & { paired: Paired }) {
  const [wrong, setWrong] = useState<readonly string[]>([]);
  const [progress, setProgress] = useState<RegistrationProgress>();
  const stop = useRef<AbortController>(undefined);
  const registering = useAct(async (say) => {
    const leaving = new AbortController();
    stop.current = leaving;
    const options = {
      signal: leaving.signal,
      onProgress: (now: RegistrationProgress) => {
        if (!readDraft().registering) change({ registering: true });
        setProgress(now);
      },
    };
    try {
      if (draft.registering) {
        say('Asking the provider how far it is');
        change({ snapshot: await followRegistration(paired.market, draft.localName, options) });
        return;
      }
      const registration = registrationOf(draft);
      setWrong('wrong' in registration ? registration.wrong : []);
      if ('wrong' in registration) return;
      say('Sign the registration in your wallet');
      change({ snapshot: await registerDataset(paired.market, registration.value, options) });
    } finally {
      setProgress(undefined);
      if (!leaving.signal.aborted) change({ registering: false });
    }
  });
  const { run } = registering;
  const resumes = useRef(draft.registering);
  useEffect(() => {
    if (resumes.current) void run();
    resumes.current = false;
  }, [run]);
  useEffect(() => () => stop.current?.abort(), []);
  return { registering, wrong, progress };
}
