import { inboxPage, type InboxRequest } from '@atoll/schemas/desk';
import { listRequests } from '@atoll/sdk/list-requests';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Button } from '@atoll/ui/button.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { useState } from 'react';
import { Desk, type DeskSession } from '../desk/desk.tsx';
import { Given } from './given.tsx';
import { RequestCard } from './request-card.tsx';

export default function ApprovalsPage() {
  return (
    <Page
      title="Approvals"
      lead="Who asks to run what beside your data. An approval is for one exact version, and needs your word here and on chain."
    >
      <Desk who="custodian" purpose="to see who asks for approval">
        {(session) => (
          <>
            <Inbox session={session} />
            <Given session={session} />
          </>
        )}
      </Desk>
    </Page>
  );
}

function Inbox({ session }: { session: DeskSession }) {
  const [before, setBefore] = useState<readonly number[]>([]);
  const last = before.at(-1);
  const requests = useDesk(
    session.market,
    ['requests', last],
    (desk) => listRequests(desk, last === undefined ? {} : { before: last }),
    { everyMs: 15_000 },
  );
  return (
    <section aria-labelledby="inbox">
      <h2 id="inbox">Waiting for you</h2>
      <Loaded query={requests} what="Reading the inbox">
        {(found) => (
          <>
            <List requests={found} session={session} />
            <p className="row">
              {before.length > 0 ? (
                <Button onClick={() => setBefore(before.slice(0, -1))}>Newer requests</Button>
              ) : null}
              {found.length >= inboxPage ? (
                <Button onClick={() => setBefore([...before, found.at(-1)?.sequence ?? 0])}>
                  Older requests
                </Button>
              ) : null}
            </p>
          </>
        )}
      </Loaded>
    </section>
  );
}

function List({ requests, session }: { requests: readonly InboxRequest[]; session: DeskSession }) {
  if (requests.length === 0) return <p className="notice">Nobody waits for an approval.</p>;
  return (
    <div className="stack">
      {requests.map((request) => (
        <RequestCard key={request.id} request={request} session={session} />
      ))}
    </div>
  );
}
