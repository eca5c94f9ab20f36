import { Page } from '@atoll/ui/page.tsx';

export default function TracePage({ jobId }: { jobId: string }) {
  return (
    <Page title="An order, step by step">
      <p>{jobId}</p>
    </Page>
  );
}
