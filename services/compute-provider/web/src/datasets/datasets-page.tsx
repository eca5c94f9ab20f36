import { Page } from '@atoll/ui/page.tsx';

export default function DatasetsPage() {
  return (
    <Page title="Datasets">
      <p></p>
    </Page>
  );
}
