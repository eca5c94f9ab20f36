import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { duration } from '@atoll/ui/moment.tsx';
import { AskApproval } from './ask-approval.tsx';
import type { PurchaseParts } from './purchase-parts.ts';
import type { Candidate } from './use-algorithms.ts';

/** The algorithms that are approved for all of the chosen datasets, and those that approval can be asked for. */
export function ChooseAlgorithm(
  parts: PurchaseParts & {
    candidates: readonly Candidate[];
    words: string;
    onWords: (words: string) => void;
  },
) {
  const { candidates, purchase, words, onWords, dataset } = parts;
  const usable = candidates.filter(({ token }) => token === dataset.terms.token);
  const approved = usable.filter((each) => each.approved);
  const others = usable.filter((each) => !each.approved);
  const chosen = usable.find(({ tokenId }) => tokenId === purchase.algorithm);
  return (
    <>
      <Field label="Search algorithms">
        {(control) => (
          <input {...control} type="search" value={words} onChange={({ target }) => onWords(target.value)} />
        )}
      </Field>
      <fieldset>
        <legend>Approved by the data’s owner</legend>
        {approved.length === 0 ? (
          <p>
            No algorithm that fits is approved
            {purchase.datasets.length > 1 ? ' for all of these datasets' : ' for this dataset'} yet. Choose
            one below and ask for approval.
          </p>
        ) : (
          approved.map((each) => <Option key={each.tokenId} {...parts} candidate={each} />)
        )}
      </fieldset>
      {others.length === 0 ? null : (
        <details open={approved.length === 0 || chosen?.approved === false}>
          <summary>{others.length} more that need approval first</summary>
          <fieldset>
            <legend>Not approved yet</legend>
            {others.map((each) => (
              <Option key={each.tokenId} {...parts} candidate={each} />
            ))}
          </fieldset>
        </details>
      )}
      {chosen === undefined || chosen.approved ? null : (
        <AskApproval key={chosen.tokenId} {...parts} algorithm={chosen} />
      )}
    </>
  );
}

function Option({ candidate, purchase, change }: PurchaseParts & { candidate: Candidate }) {
  const { tokenId, name, description, manifest } = candidate;
  return (
    <label className="choice">
      <input
        type="radio"
        name="algorithm"
        checked={purchase.algorithm === tokenId}
        onChange={() =>
          change({ algorithm: tokenId, parameters: undefined, maxSeconds: undefined, failureCap: undefined })
        }
      />
      <span>
        <strong>
          <ForeignText text={name} />
        </strong>
        , <Money amount={candidate.price} token={candidate.token} /> a run
        <br />
        <span className="faint">
          <ForeignText text={description} most={200} />
          {' · '}at most {duration(manifest.maxSeconds)} · leaves{' '}
          {manifest.outputs.map((output) => output.name).join(', ')}
        </span>
      </span>
    </label>
  );
}
