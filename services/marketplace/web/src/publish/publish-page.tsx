import { Page } from '@atoll/ui/page.tsx';

export default function PublishPage() {
  return (
    <Page title="Publish">
      <p></p>
    </Page>
  );
}
