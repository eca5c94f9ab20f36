import { Page } from '@atoll/ui/page.tsx';

export default function ProposalPage({ id }: { id: string }) {
  return (
    <Page title="Proposal">
      <p>{id}</p>
    </Page>
  );
}
