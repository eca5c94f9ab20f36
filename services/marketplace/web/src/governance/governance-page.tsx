import { Page } from '@atoll/ui/page.tsx';

export default function GovernancePage() {
  return (
    <Page title="Governance">
      <p></p>
    </Page>
  );
}
