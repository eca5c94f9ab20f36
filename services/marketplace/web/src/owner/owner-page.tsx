import { Page } from '@atoll/ui/page.tsx';

export default function OwnerPage() {
  return (
    <Page title="Earnings">
      <p></p>
    </Page>
  );
}
