import { Page } from '@atoll/ui/page.tsx';

export default function RunsPage() {
  return (
    <Page title="Runs">
      <p></p>
    </Page>
  );
}
