import { Page } from '@atoll/ui/page.tsx';

export default function AssetPage({ id }: { id: string }) {
  return (
    <Page title="Asset">
      <p>{id}</p>
    </Page>
  );
}
