import { Page } from '@atoll/ui/page.tsx';

export default function BuyPage({ datasetId }: { datasetId: string }) {
  return (
    <Page title="Order a run">
      <p>{datasetId}</p>
    </Page>
  );
}
