import type { HeldJob } from '@atoll/schemas/desk';
import { OnChain, shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { findingInWords, verdictInWords } from '@atoll/ui/desk/findings.ts';
import { Moment } from '@atoll/ui/moment.tsx';
import { useId } from 'react';
import type { DeskSession } from '../desk/desk.tsx';
import { Decide } from './decide.tsx';
import { SafeView } from './safe-view.tsx';

/** A held job: what the guard found, what would leave, who has decided what, and the decision. */
export function HeldCard({ job, session }: { job: HeldJob; session: DeskSession }) {
  const heading = useId();
  return (
    <article className="card" aria-labelledby={heading}>
      <h2 id={heading}>
        Run <code title={job.jobId}>{shorten(job.jobId)}</code>
      </h2>
      <dl className="facts">
        <dt>Buyer</dt>
        <dd>
          <OnChain id={job.buyer} />
        </dd>
        <dt>Datasets</dt>
        <dd>
          {job.datasets.map(({ assetId }) => (
            <code key={assetId} title={assetId}>
              {shorten(assetId)}{' '}
            </code>
          ))}
        </dd>
        <dt>Algorithm</dt>
        <dd>
          <code title={job.algorithm.assetId}>{shorten(job.algorithm.assetId)}</code>, version{' '}
          <code title={job.algorithm.metadataDigest}>{shorten(job.algorithm.metadataDigest)}</code>
        </dd>
        <dt>Decide by</dt>
        <dd>
          <Moment at={job.reviewBy} />
        </dd>
      </dl>
      <Findings job={job} />
      <h3>What would leave</h3>
      {job.outputs.map((output) => (
        <SafeView key={output.name} job={job} output={output} session={session} />
      ))}
      <Decisions job={job} />
      <Decide job={job} session={session} />
    </article>
  );
}

function Findings({ job }: { job: HeldJob }) {
  const { report } = job;
  return (
    <>
      <h3>What the guard found</h3>
      <p>{verdictInWords(report)}</p>
      {report.findings.length === 0 ? null : (
        <ul>
          {report.findings.map((finding) => {
            const words = findingInWords(finding);
            return <li key={words}>{words}</li>;
          })}
        </ul>
      )}
      <DataTable
        caption="Records that were recognised in the outputs"
        rows={report.datasets}
        keyOf={({ dataset }) => dataset}
        empty={<p>No dataset was compared.</p>}
        columns={[
          { name: 'Dataset', cell: ({ dataset }) => dataset },
          { name: 'Recognised', number: true, cell: ({ records }) => records },
          { name: 'Chance explains', number: true, cell: ({ chance }) => chance },
          { name: 'Policy allows', number: true, cell: ({ allowed }) => allowed },
        ]}
      />
    </>
  );
}

function Decisions({ job }: { job: HeldJob }) {
  const released = job.decisions.filter(({ decision }) => decision === 'release').length;
  return (
    <>
      <h3>Decisions</h3>
      {job.reviewers === 1 ? (
        <p>One person decides.</p>
      ) : (
        <p>
          Two persons have to release it; {released} of {job.reviewers} did. One who withholds is enough to
          keep it back.
        </p>
      )}
      <ul>
        {job.decisions.map(({ reviewer, decision, note, at }) => (
          <li key={`${reviewer} ${at}`}>
            <OnChain id={reviewer} />: {decision}, <Moment at={at} />
            {note === undefined ? '' : `: ${note}`}
          </li>
        ))}
      </ul>
    </>
  );
}
