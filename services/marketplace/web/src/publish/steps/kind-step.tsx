import { modelsUnserved } from '../../../../src/pages/plain-words.ts';
import { type Draft, kinds } from '../draft.ts';
import { StepForm, type StepInput } from './step.tsx';

const meanings: Readonly<Record<Draft['kind'], readonly [string, string]>> = {
  dataset: ['A dataset', 'It stays at your provider. Algorithms that you approve run beside it.'],
  algorithm: [
    'An algorithm',
    'A container image, or an ONNX file, that runs beside datasets and is paid for each run.',
  ],
  model: ['A model', `An ONNX file with a price for each inference. ${modelsUnserved}`],
};

/** What it can be: of an edit what it is, of an output what was made of it. */
function kindsFor({ kind, revises, derived }: Draft): readonly Draft['kind'][] {
  return revises === undefined && derived === undefined ? kinds : [kind];
}

/** What is published. */
export function KindStep({ draft, change, onDone }: StepInput) {
  const choices = kindsFor(draft);
  return (
    <StepForm read={() => ({ value: draft.kind })} onDone={onDone}>
      <fieldset>
        <legend>I publish</legend>
        {choices.map((kind) => (
          <label key={kind} className="choice field">
            <input
              type="radio"
              name="kind"
              checked={draft.kind === kind}
              onChange={() => change({ kind, published: undefined })}
            />
            <span>
              <strong>{meanings[kind][0]}.</strong> {meanings[kind][1]}
            </span>
          </label>
        ))}
      </fieldset>
      {draft.revises === undefined ? null : (
        <p className="notice">
          This makes a new version of asset <code>{draft.revises}</code>.
        </p>
      )}
    </StepForm>
  );
}
