import { Page } from '@atoll/ui/page.tsx';

export default function RewardsPage() {
  return (
    <Page title="Rewards">
      <p></p>
    </Page>
  );
}
