import { CheckField, LongTextField, SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { rulesInWords } from '@atoll/ui/desk/rules.ts';
import type { Draft } from '../draft.ts';
import { rulesOf } from '../read-draft.ts';
import { Agreement } from './agreement.tsx';
import { StepForm, type StepInput } from './step.tsx';

const types = ['json', 'csv', 'onnx', 'text'] as const;

/** What may leave, who looks at it first, who may buy. The provider enforces it; it is published with the dataset. */
export function RulesStep({ draft, change, onDone }: StepInput) {
  const { rules } = draft;
  const set = (part: Partial<Draft['rules']>) =>
    change({ rules: { ...rules, ...part }, snapshot: undefined });
  const read = rulesOf(draft);
  return (
    <StepForm read={() => rulesOf(draft)} onDone={onDone}>
      <SelectField
        label="Before an output leaves"
        value={rules.release}
        onValue={(value) => set({ release: value === 'auto' ? 'auto' : 'review' })}
        options={[
          ['review', 'I look at it'],
          ['auto', 'the guard’s word is enough'],
        ]}
      />
      <SelectField
        label="Who releases what is held"
        value={rules.reviewers}
        onValue={(value) => set({ reviewers: value === '2' ? '2' : '1' })}
        options={[
          ['1', 'one person'],
          ['2', 'two persons'],
        ]}
      />
      <WhatLeaves rules={rules} set={set} />
      <WhoRuns rules={rules} set={set} />
      <AgreementFields rules={rules} set={set} />
      {'value' in read ? (
        <div className="notice">
          <p>
            <strong>In plain words</strong>
          </p>
          <ul>
            {rulesInWords(read.value).map((sentence) => (
              <li key={sentence}>{sentence}</li>
            ))}
          </ul>
        </div>
      ) : null}
    </StepForm>
  );
}

interface Part {
  rules: Draft['rules'];
  set: (part: Partial<Draft['rules']>) => void;
}

function WhatLeaves({ rules, set }: Part) {
  return (
    <fieldset>
      <legend>What may leave</legend>
      {types.map((type) => (
        <CheckField
          key={type}
          label={type}
          checked={rules.outputTypes.includes(type)}
          onChecked={(checked) =>
            set({
              outputTypes: types.filter((each) =>
                each === type ? checked : rules.outputTypes.includes(each),
              ),
            })
          }
        />
      ))}
      <TextField
        label="Most of it, for each run"
        hint="e.g. 64 KiB"
        value={rules.maxOutput}
        onValue={(maxOutput) => set({ maxOutput })}
      />
      <TextField
        label="Significant digits of numbers"
        hint="1 to 17; empty: all"
        inputMode="numeric"
        value={rules.precision}
        onValue={(precision) => set({ precision })}
      />
    </fieldset>
  );
}

function WhoRuns({ rules, set }: Part) {
  return (
    <fieldset>
      <legend>Who may run what, and how often</legend>
      <CheckField
        label="Only buyers on a list that I keep at my provider"
        checked={rules.listed}
        onChecked={(listed) => set({ listed })}
      />
      <CheckField
        label="Only under gVisor, which keeps the algorithm away from the machine’s kernel"
        checked={rules.gvisor}
        onChecked={(gvisor) => set({ gvisor })}
      />
      <TextField
        label="Runs that may start in 24 hours"
        hint="empty: no limit"
        inputMode="numeric"
        value={rules.runsPerDay}
        onValue={(runsPerDay) => set({ runsPerDay })}
      />
      <SelectField
        label="Before each run the files are checked"
        value={rules.integrity}
        onValue={(value) => set({ integrity: value === 'full' ? 'full' : 'sampled' })}
        options={[
          ['sampled', 'by sizes, times and random blocks'],
          ['full', 'in full'],
        ]}
      />
    </fieldset>
  );
}

function AgreementFields({ rules, set }: Part) {
  return (
    <fieldset>
      <legend>Data-use agreement</legend>
      <TextField
        label="Title"
        hint="empty: buyers sign nothing"
        value={rules.agreementTitle}
        onValue={(agreementTitle) => set({ agreementTitle, agreementCid: '' })}
      />
      {rules.agreementTitle === '' ? null : (
        <>
          <LongTextField
            label="Text"
            hint="Published; each buyer signs exactly this"
            rows={6}
            value={rules.agreementText}
            onValue={(agreementText) => set({ agreementText, agreementCid: '' })}
          />
          <Agreement
            text={rules.agreementText}
            cid={rules.agreementCid}
            onPinned={(agreementCid) => set({ agreementCid })}
          />
        </>
      )}
    </fieldset>
  );
}
