import { Amount, Cid } from '@atoll/schemas/ids';
import { digestOf } from '@atoll/sdk/digest';
import { signAgreement } from '@atoll/sdk/sign-agreement';
import { parseCid } from '@atoll/storage/digest';
import { readFromGateways } from '@atoll/storage/read-from-gateways';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { Loaded } from '@atoll/ui/loading.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { z } from 'zod';
import type { PurchaseParts } from './purchase-parts.ts';

/** What the refusal `agreement_missing` carries. */
const Missing = z.object({ datasetId: Amount, title: z.string(), cid: Cid });
const longestText = 1 << 20;

/** The data-use agreement of a dataset, shown in full and verified by its CID, and the wallet's signature under it. */
export function SignAgreement(parts: PurchaseParts & { data: unknown; onAgain: () => void }) {
  const { market, dataset, onAgain } = parts;
  const told = Missing.safeParse(parts.data);
  const cid = told.data?.cid;
  const datasetId = BigInt(told.data?.datasetId ?? dataset.tokenId);
  const [read, setRead] = useState(false);
  const text = useQuery({
    queryKey: ['agreement', cid],
    enabled: cid !== undefined,
    staleTime: Infinity,
    queryFn: async () => {
      const gateways = [market.marketplaceUrl, market.providerUrl ?? market.marketplaceUrl];
      const bytes = await readFromGateways(parseCid(cid ?? ''), { gateways, maxBytes: longestText });
      return new TextDecoder().decode(bytes);
    },
  });
  const sign = useAct(async (say) => {
    if (cid === undefined) return;
    say('Sign the agreement in your wallet');
    await signAgreement(market, { datasetId, text: digestOf(cid) });
    onAgain();
  });
  if (cid === undefined) return null;
  return (
    <section className="notice" aria-label="Data-use agreement">
      <h3>
        <ForeignText text={told.data?.title ?? 'Data-use agreement'} />
      </h3>
      <p>The owner asks every buyer to sign this text. The provider keeps your signature as evidence.</p>
      <Loaded query={text} what="Fetching the text">
        {(words) => (
          <>
            <div className="card buy-agreement" tabIndex={0} role="region" aria-label="Text of the agreement">
              <ForeignText text={words} most={longestText} lines />
            </div>
            <label className="choice">
              <input type="checkbox" checked={read} onChange={({ target }) => setRead(target.checked)} />I
              have read it and agree
            </label>
            <Button
              look="main"
              disabled={!read}
              busy={sign.act.state === 'running'}
              onClick={() => void sign.run()}
            >
              Sign the agreement
            </Button>
            <ActStatus act={sign.act} done="Signed." />
          </>
        )}
      </Loaded>
    </section>
  );
}
