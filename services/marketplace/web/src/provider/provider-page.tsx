import { Page } from '@atoll/ui/page.tsx';

export default function ProviderPage({ address }: { address: string }) {
  return (
    <Page title="Provider">
      <p>{address}</p>
    </Page>
  );
}
