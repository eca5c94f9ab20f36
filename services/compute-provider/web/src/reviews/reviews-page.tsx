import { listReviews } from '@atoll/sdk/list-reviews';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Page } from '@atoll/ui/page.tsx';
import { Desk, type DeskSession } from '../desk/desk.tsx';
import { HeldCard } from './held-card.tsx';

export default function ReviewsPage() {
  return (
    <Page
      title="Reviews"
      lead="Outputs that are held until you decide. Silence until the deadline means that they are kept back, and the data price goes back to the buyer."
    >
      <Desk who="reviewer" purpose="to see what is held">
        {(session) => <Held session={session} />}
      </Desk>
    </Page>
  );
}

function Held({ session }: { session: DeskSession }) {
  const held = useDesk(session.market, ['reviews'], listReviews, { everyMs: 15_000 });
  return (
    <Loaded query={held} what="Reading what is held">
      {(jobs) =>
        jobs.length === 0 ? (
          <p className="notice">Nothing waits for a decision.</p>
        ) : (
          <div className="stack">
            {jobs.map((job) => (
              <HeldCard key={job.jobId} job={job} session={session} />
            ))}
          </div>
        )
      }
    </Loaded>
  );
}
