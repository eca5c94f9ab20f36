import { Button } from '@atoll/ui/button.tsx';
import { Link } from 'wouter';
import { Draft } from '../draft.ts';
import type { StepInput } from './step.tsx';

/** What to do once it is listed. */
export function NextStep({ draft, replace }: StepInput) {
  const { published, providerUrl } = draft;
  if (published === undefined) return <p>Nothing is published yet.</p>;
  return (
    <>
      <p className="notice good" role="status">
        {draft.revises === undefined ? 'It is listed.' : 'The new version is listed.'} The catalogue shows it
        as soon as the indexer has seen it.
      </p>
      <ul>
        <li>
          <Link href={`/assets/${encodeURIComponent(published.id)}`}>See it as others do</Link>
        </li>
        {draft.kind === 'dataset' ? (
          <>
            <li>
              <a href={`${providerUrl}/desk/datasets`}>Make a synthetic sample</a>, so that others can develop
              without seeing your data; then publish a new version that names it
            </li>
            <li>
              <a href={`${providerUrl}/desk`}>Approve algorithms</a>: requests arrive at your provider’s desk
            </li>
            <li>
              <a href={`${providerUrl}/desk/policy`}>Set the guard’s policy and your budgets</a>
            </li>
          </>
        ) : (
          <li>Ask the owners of datasets for approval, on the page of each dataset.</li>
        )}
        <li>
          <Link href="/owner">See what you earn</Link>
        </li>
      </ul>
      <Button onClick={() => replace(Draft.parse({ providerUrl }))}>Publish something else</Button>
    </>
  );
}
