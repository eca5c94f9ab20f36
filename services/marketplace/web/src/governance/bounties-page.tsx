import { Page } from '@atoll/ui/page.tsx';

export default function BountiesPage() {
  return (
    <Page title="Bounties">
      <p></p>
    </Page>
  );
}
