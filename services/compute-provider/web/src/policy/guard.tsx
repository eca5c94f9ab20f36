import { GuardPolicy } from '@atoll/schemas/guard';
import { readGuard } from '@atoll/sdk/read-guard';
import { setGuardPolicy } from '@atoll/sdk/set-guard-policy';
import { Button } from '@atoll/ui/button.tsx';
import { bytesInWords, parseBytes } from '@atoll/ui/desk/bytes.ts';
import { CheckField, SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { policyChanges, policyInWords } from '@atoll/ui/desk/policy.ts';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useState } from 'react';
import { Link } from 'wouter';
import type { DeskSession } from '../desk/desk.tsx';

interface Typed {
  records: string;
  onFinding: GuardPolicy['onFinding'];
  grouped: boolean;
  groupSize: string;
  countColumns: string;
  budget: string;
  repeat: GuardPolicy['repeat'];
}

const typedOf = (policy: GuardPolicy): Typed => ({
  records: String(policy.maxMatchingRecords),
  onFinding: policy.onFinding,
  grouped: policy.minimumGroup !== undefined,
  groupSize: String(policy.minimumGroup?.size ?? 10),
  countColumns: policy.minimumGroup?.countColumns.join(', ') ?? 'count, n',
  budget: policy.maxReleasedBytes === undefined ? '' : `${policy.maxReleasedBytes} B`,
  repeat: policy.repeat,
});

/** What was typed as a policy, or undefined where it is none. */
function policyOf(typed: Typed) {
  const budget = typed.budget.trim() === '' ? undefined : parseBytes(typed.budget);
  return GuardPolicy.safeParse({
    maxMatchingRecords: Number(typed.records),
    onFinding: typed.onFinding,
    ...(typed.grouped
      ? {
          minimumGroup: {
            size: Number(typed.groupSize),
            countColumns: typed.countColumns
              .split(',')
              .map((name) => name.trim())
              .filter((name) => name !== ''),
          },
        }
      : {}),
    ...(budget === undefined ? {} : { maxReleasedBytes: 'bytes' in budget ? budget.bytes : Number.NaN }),
    repeat: typed.repeat,
  });
}

/** The guard's policy of a dataset, with what a change means in plain words before it is signed. */
export function Guard({ session, name }: { session: DeskSession; name: string }) {
  const guard = useDesk(session.market, ['guard', name], (desk) => readGuard(desk, name));
  return (
    <section aria-labelledby="guard">
      <h2 id="guard">Guard</h2>
      <Loaded query={guard} what="Reading the guard’s policy">
        {({ policy, snapshots }) => (
          <>
            <p className="faint">
              {bytesInWords(snapshots.reduce((sum, { releasedBytes }) => sum + releasedBytes, 0))} count
              against the budget so far: what has left, what is under way and what is held.{' '}
              <Link href="/desk/runs">How it divides</Link>
            </p>
            <PolicyForm key={JSON.stringify(policy)} session={session} name={name} policy={policy} />
          </>
        )}
      </Loaded>
    </section>
  );
}

function PolicyForm({ session, name, policy }: { session: DeskSession; name: string; policy: GuardPolicy }) {
  const [typed, setTyped] = useState(() => typedOf(policy));
  const set = (part: Partial<Typed>) => setTyped({ ...typed, ...part });
  const next = policyOf(typed);
  const changes = next.success ? policyChanges(policy, next.data) : [];
  const changed = useDeskChanged();
  const setting = useAct(async (say, wanted: GuardPolicy) => {
    say('Sign the policy in your wallet');
    await setGuardPolicy(session.market, { name, policy: wanted });
    await changed();
  });
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (next.success) void setting.run(next.data);
      }}
    >
      <Fields typed={typed} set={set} />
      {next.success ? null : (
        <div className="notice bad" role="alert">
          {next.error.issues.map(({ path, message }) => (
            <p key={path.join('.')}>
              {path.join('.')}: {message}
            </p>
          ))}
        </div>
      )}
      <div className="notice" role="status">
        {changes.length === 0 ? (
          <>
            <p>
              <strong>As it stands</strong>
            </p>
            <ul>
              {policyInWords(policy).map((sentence) => (
                <li key={sentence}>{sentence}</li>
              ))}
            </ul>
          </>
        ) : (
          <>
            <p>
              <strong>What changes, from the next output on</strong>
            </p>
            <ul>
              {changes.map(({ before, after }) => (
                <li key={before}>
                  {after} <span className="faint">Until now: {before}</span>
                </li>
              ))}
            </ul>
          </>
        )}
      </div>
      <Button
        type="submit"
        look="main"
        busy={setting.act.state === 'running'}
        disabled={!next.success || changes.length === 0}
      >
        Set the policy
      </Button>
      <ActStatus act={setting.act} done="The policy is set." />
    </form>
  );
}

function Fields({ typed, set }: { typed: Typed; set: (part: Partial<Typed>) => void }) {
  return (
    <>
      <TextField
        label="Records of the dataset that may stand in the outputs of a run"
        hint="What chance explains never counts"
        inputMode="numeric"
        value={typed.records}
        onValue={(records) => set({ records })}
      />
      <SelectField
        label="Outputs with a finding"
        value={typed.onFinding}
        onValue={(value) => set({ onFinding: value === 'withhold' ? 'withhold' : 'hold' })}
        options={[
          ['hold', 'are held for a decision'],
          ['withhold', 'are kept back'],
        ]}
      />
      <CheckField
        label="Tables leave only with a count of their groups"
        checked={typed.grouped}
        onChecked={(grouped) => set({ grouped })}
      />
      {typed.grouped ? (
        <div className="grid">
          <TextField
            label="Smallest group"
            inputMode="numeric"
            value={typed.groupSize}
            onValue={(groupSize) => set({ groupSize })}
          />
          <TextField
            label="Columns that count"
            value={typed.countColumns}
            onValue={(countColumns) => set({ countColumns })}
          />
        </div>
      ) : null}
      <TextField
        label="Budget of what may ever leave"
        hint="e.g. 10 MiB; empty: no limit"
        value={typed.budget}
        onValue={(budget) => set({ budget })}
      />
      <SelectField
        label="A run that repeats a released one"
        value={typed.repeat}
        onValue={(value) => set({ repeat: value === 'again' ? 'again' : 'same' })}
        options={[
          ['same', 'is answered with the same outputs'],
          ['again', 'runs anew'],
        ]}
      />
    </>
  );
}
