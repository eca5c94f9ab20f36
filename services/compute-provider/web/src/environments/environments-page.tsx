import { Page } from '@atoll/ui/page.tsx';

export default function EnvironmentsPage() {
  return (
    <Page title="Environments">
      <p></p>
    </Page>
  );
}
