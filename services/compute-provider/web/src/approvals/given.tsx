import { readAdmission, readApproval, unlimitedRuns } from '@atoll/chain/read-approval';
import { CustodianApproval } from '@atoll/schemas/provider-api';
import { revokeAlgorithm } from '@atoll/sdk/approve-algorithm';
import { request } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { shorten } from '@atoll/ui/account.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { useDesk, useDeskChanged } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { z } from 'zod';
import type { DeskSession } from '../desk/desk.tsx';

/** Approvals that were given here, with a way to take each back. */
export function Given({ session }: { session: DeskSession }) {
  const approvals = useDesk(session.market, ['approvals'], (desk) =>
    request(desk, {
      service: providerOf(desk),
      method: 'GET',
      path: providerPaths.approvals,
      signed: true,
      reply: z.array(CustodianApproval),
    }),
  );
  return (
    <section aria-labelledby="given">
      <h2 id="given">Given</h2>
      <Loaded query={approvals} what="Reading the approvals">
        {(found) => (
          <DataTable
            caption="Approvals at this provider, newest first"
            rows={found}
            keyOf={({ datasetId, algorithmId, metadataDigest, approvedAt }) =>
              `${datasetId} ${algorithmId} ${metadataDigest} ${approvedAt}`
            }
            empty={<p>You have approved nothing yet.</p>}
            columns={[
              { name: 'Algorithm', cell: ({ algorithmName }) => algorithmName },
              {
                name: 'Version',
                cell: ({ metadataDigest }) => <code title={metadataDigest}>{shorten(metadataDigest)}</code>,
              },
              {
                name: 'Image',
                cell: ({ image, model }) => (
                  <code title={image?.manifestDigest}>
                    {shorten(image?.imageId.slice('sha256:'.length) ?? model?.sha256 ?? '')}
                  </code>
                ),
              },
              { name: 'Given', cell: ({ approvedAt }) => <Moment at={approvedAt} /> },
              {
                name: 'On chain',
                cell: (approval) => <OnChainState approval={approval} session={session} />,
              },
              {
                name: 'Now',
                cell: (approval) =>
                  approval.revokedAt === undefined ? (
                    <Revoke approval={approval} session={session} />
                  ) : (
                    <>
                      taken back <Moment at={approval.revokedAt} />
                    </>
                  ),
              },
            ]}
          />
        )}
      </Loaded>
    </section>
  );
}

function OnChainState({ approval, session }: { approval: CustodianApproval; session: DeskSession }) {
  const { datasetId, algorithmId, metadataDigest } = approval;
  const { data } = useDesk(
    session.market,
    ['approval', datasetId, algorithmId, metadataDigest],
    async () => ({
      found: await readAdmission(session.market.chain, {
        datasetId: BigInt(datasetId),
        algorithmId: BigInt(algorithmId),
        algorithmDigest: metadataDigest,
      }),
    }),
  );
  if (data === undefined) return <>…</>;
  if (data.found === undefined) return <>not given</>;
  const { expiresAt, runsLeft } = data.found;
  return (
    <>
      until <Moment at={expiresAt} />
      {runsLeft === unlimitedRuns ? '' : `, ${runsLeft} runs left`}
    </>
  );
}

function Revoke({ approval, session }: { approval: CustodianApproval; session: DeskSession }) {
  const changed = useDeskChanged();
  const { datasetId, algorithmId, metadataDigest } = approval;
  const revoking = useAct(async (say) => {
    const act = session.market;
    say('Sign for your provider, which stops what has not started');
    await request(act, {
      service: providerOf(act),
      method: 'DELETE',
      path: `${providerPaths.approvals}/${datasetId}/${algorithmId}/${metadataDigest}`,
      signed: true,
      reply: CustodianApproval,
    });
    const version = { datasetId: BigInt(datasetId), algorithmId: BigInt(algorithmId) };
    const given = await readApproval(act.chain, { ...version, algorithmDigest: metadataDigest });
    if (given !== undefined) {
      say('Confirm the revocation on chain in your wallet');
      await revokeAlgorithm(act, { ...version, metadataDigest });
    }
    await changed();
  });
  return (
    <>
      <Button small busy={revoking.act.state === 'running'} onClick={() => void revoking.run()}>
        Take back
        <span className="unseen"> the approval of {approval.algorithmName}</span>
      </Button>
      <ActStatus act={revoking.act} done="Taken back: what had not started is refunded." />
    </>
  );
}
