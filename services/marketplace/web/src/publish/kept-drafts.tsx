import { draftPaths, DraftSummary, DraftView } from '@atoll/schemas/draft';
import type { MarketContext } from '@atoll/sdk/context';
import { request, requestRaw } from '@atoll/sdk/request';
import { Button } from '@atoll/ui/button.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { NeedsSession } from '@atoll/ui/sign-in/needs-session.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { NeedsWallet } from '@atoll/ui/wallet/needs-wallet.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { WalletScope } from '@atoll/ui/wallet/wallet-scope.tsx';
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import { Draft, type DraftState } from './draft.ts';
import { withoutPlaces } from './without-places.ts';

/** Drafts that the marketplace keeps for an account, so that another browser can go on. */
export function KeptDrafts({ state }: { state: DraftState }) {
  const [open, setOpen] = useState(false);
  const { marketplaceUrl } = useWebConfig();
  return (
    <>
      <p className="faint">
        {state.draft.about.name === '' ? 'What you type' : `“${state.draft.about.name}”`} is kept in this
        browser and survives a reload.
      </p>
      <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
        Drafts at this marketplace
      </Button>
      {open ? (
        <WalletScope>
          <NeedsWallet purpose="to see your drafts">
            {(market) => (
              <NeedsSession market={market} service={marketplaceUrl} purpose="to see your drafts">
                {(reader) => <Drafts market={reader} state={state} />}
              </NeedsSession>
            )}
          </NeedsWallet>
        </WalletScope>
      ) : null}
    </>
  );
}

/** A draft is kept under the number that its publication will have, so that keeping it again replaces it. */
const idOf = (draft: Draft): string => `publish-${draft.nonce}`;

function Drafts({ market, state }: { market: MarketContext; state: DraftState }) {
  const service = market.marketplaceUrl;
  const queryKey = ['drafts', market.account.address];
  const queries = useQueryClient();
  const list = useQuery({
    queryKey,
    queryFn: () =>
      request(market, {
        service,
        method: 'GET',
        path: draftPaths.drafts,
        signed: true,
        reply: z.array(DraftSummary),
      }),
  });
  const keeping = useAct(async () => {
    const { draft } = state;
    const title = draft.about.name === '' ? `a ${draft.kind} without a name` : draft.about.name;
    await request(market, {
      service,
      method: 'PUT',
      path: draftPaths.draft(idOf(draft)),
      json: { kind: draft.kind, title, content: withoutPlaces(draft) },
      signed: false,
      reply: DraftView,
    });
    await queries.invalidateQueries({ queryKey });
  });
  const opening = useAct(async (_say, id: string) => {
    const { content } = await request(market, {
      service,
      method: 'GET',
      path: draftPaths.draft(id),
      signed: true,
      reply: DraftView,
    });
    state.replace(Draft.parse(content));
  });
  const removing = useAct(async (_say, id: string) => {
    await requestRaw(market, {
      service,
      method: 'DELETE',
      path: draftPaths.draft(id),
      signed: false,
    });
    await queries.invalidateQueries({ queryKey });
  });
  return (
    <Loaded query={list} what="Reading your drafts">
      {(found) => (
        <>
          <ul className="plain">
            {found
              .filter(({ id }) => id.startsWith('publish-'))
              .map(({ id, title, changedAt }) => (
                <li key={id}>
                  {title}, <Moment at={changedAt} />
                  <div className="row">
                    <Button small onClick={() => void opening.run(id)}>
                      Open<span className="unseen"> {title}</span>
                    </Button>
                    <Button small onClick={() => void removing.run(id)}>
                      Delete<span className="unseen"> {title}</span>
                    </Button>
                  </div>
                </li>
              ))}
          </ul>
          <p>
            <Button small busy={keeping.act.state === 'running'} onClick={() => void keeping.run()}>
              Keep this one there
            </Button>
          </p>
          <p className="faint">Without the place of your files, which stays in this browser.</p>
          <ActStatus act={keeping.act} done="Kept." />
          <ActStatus act={opening.act} />
          <ActStatus act={removing.act} />
        </>
      )}
    </Loaded>
  );
}
