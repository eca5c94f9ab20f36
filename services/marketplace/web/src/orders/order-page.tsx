import { Page } from '@atoll/ui/page.tsx';

export default function OrderPage({ jobId }: { jobId: string }) {
  return (
    <Page title="Order">
      <p>{jobId}</p>
    </Page>
  );
}
