import type { Finding, GuardReport } from '@atoll/schemas/guard';
import { bytesInWords } from './bytes.ts';

const places = (layer: readonly string[]) => (layer.length === 0 ? '' : ` (inside ${layer.join(' → ')})`);

const matches: Readonly<Record<'row' | 'sequence' | 'column' | 'bytes', string>> = {
  row: 'whole rows',
  sequence: 'values that follow each other',
  column: 'values down a column',
  bytes: 'parts of files, byte by byte',
};

const limits: Readonly<Record<'depth' | 'layers' | 'bytes' | 'time' | 'memory' | 'failure', string>> = {
  depth: 'it is packed too deep',
  layers: 'it holds too many packed parts',
  bytes: 'it expands to too much',
  time: 'looking through it took too long',
  memory: 'looking through it takes too much memory',
  failure: 'the guard failed at it',
};

/** One finding of the guard as a sentence. Places and numbers, never a value. */
export function findingInWords(finding: Finding): string {
  switch (finding.kind) {
    case 'records': {
      const percent = (finding.share * 100).toPrecision(2);
      const first = finding.first.map(({ record }) => record).join(', ');
      return `${finding.output}${places(finding.layer)} holds ${finding.records} record(s) of ${finding.dataset} (${percent} % of it): ${matches[finding.match]}${first === '' ? '' : `; the first are records ${first}`}.`;
    }
    case 'opaque':
      return `${finding.output}${places(finding.layer)} holds ${finding.format}, which the guard cannot look into.`;
    case 'unscanned':
      return `${finding.output}${places(finding.layer)} was not looked through to the end: ${limits[finding.limit]}.`;
    case 'small_group':
      return `${finding.output}${places(finding.layer)} tells of ${finding.groups} group(s) of ${finding.dataset} with fewer than ${finding.least} members.`;
    case 'group_size_unknown':
      return `${finding.output}${places(finding.layer)} has no column that counts its groups, and ${finding.dataset} asks for at least ${finding.least} members in each.`;
    case 'budget':
      return `${finding.dataset} has a budget of ${bytesInWords(finding.most)}; ${bytesInWords(finding.released)} have left, and this would be ${bytesInWords(finding.asked)} more.`;
  }
}

/** What the guard made of it all, as a sentence. */
export function verdictInWords(report: Pick<GuardReport, 'verdict' | 'findings'>): string {
  if (report.verdict === 'pass') {
    return report.findings.length === 0
      ? 'The guard found nothing. The rules of the dataset ask for a look all the same.'
      : 'The guard lets it pass within the policy.';
  }
  return report.verdict === 'hold'
    ? 'The guard holds it for your decision.'
    : 'The guard keeps it back: the policy withholds what has a finding.';
}
