import { Page } from '@atoll/ui/page.tsx';

export default function StatementPage() {
  return (
    <Page title="Statement">
      <p></p>
    </Page>
  );
}
