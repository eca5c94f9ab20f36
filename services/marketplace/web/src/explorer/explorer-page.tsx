import { Page } from '@atoll/ui/page.tsx';

export default function ExplorerPage() {
  return (
    <Page title="Explorer">
      <p></p>
    </Page>
  );
}
