import { listOwnRequests, requestApproval } from '@atoll/sdk/request-approval';
import type { ApprovalRequest } from '@atoll/schemas/desk';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Button } from '@atoll/ui/button.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Moment } from '@atoll/ui/moment.tsx';
import { providerOf } from '@atoll/sdk/services';
import { keptReader, readerAt } from '@atoll/ui/sign-in/reader.ts';
import { ActStatus, useAct } from '@atoll/ui/use-act.tsx';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { PurchaseParts } from './purchase-parts.ts';
import type { Candidate } from './use-algorithms.ts';

const stateWords: Record<ApprovalRequest['state'], string> = {
  open: 'waits for the owner’s answer',
  approved: 'approved; this page goes on as soon as the chain says so',
  rejected: 'refused',
  withdrawn: 'taken back',
};

/** Asks the data's owner, at the owner's own provider, to approve an algorithm version. */
export function AskApproval({ market, purchase, algorithm }: PurchaseParts & { algorithm: Candidate }) {
  const [message, setMessage] = useState('');
  const [requests, setRequests] = useState<readonly ApprovalRequest[]>([]);
  const missing = algorithm.missing.length === 0 ? purchase.datasets : algorithm.missing;
  const mine = (all: readonly ApprovalRequest[]) =>
    all.filter(
      (each) =>
        each.metadataDigest === algorithm.metadataDigest && purchase.datasets.includes(each.datasetId),
    );
  const ask = useAct(async (say) => {
    const asked: ApprovalRequest[] = [];
    for (const [index, datasetId] of missing.entries()) {
      say(
        missing.length === 1
          ? 'Sign the request in your wallet'
          : `Sign request ${index + 1} of ${missing.length} in your wallet`,
      );
      asked.push(
        await requestApproval(market, {
          datasetId: BigInt(datasetId),
          algorithmId: BigInt(algorithm.tokenId),
          metadataDigest: algorithm.metadataDigest,
          message,
        }),
      );
    }
    setRequests(asked);
  });
  const look = useAct(async (say) => {
    const reader = await readerAt(market, providerOf(market), say);
    setRequests(mine(await listOwnRequests(reader)));
  });
  const known = useQuery({
    queryKey: ['own-requests', market.providerUrl, market.account.address],
    queryFn: async () => {
      const reader = await keptReader(market, providerOf(market));
      return reader === undefined ? [] : listOwnRequests(reader);
    },
  });
  const shown = requests.length > 0 ? requests : mine(known.data ?? []);
  return (
    <section className="notice" aria-label="Ask for approval">
      <h3>Ask for approval</h3>
      <p>
        The owner decides who may compute what. Your request goes to the owner’s own provider, signed by you;
        it costs nothing. What is asked for is exactly this version of <ForeignText text={algorithm.name} />.
      </p>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void ask.run();
        }}
      >
        <Field label="Message to the owner" hint="What you want to find out, and for whom">
          {(control) => (
            <textarea
              {...control}
              required
              maxLength={2000}
              rows={3}
              value={message}
              onChange={({ target }) => setMessage(target.value)}
            />
          )}
        </Field>
        <p className="row">
          <Button look="main" type="submit" busy={ask.act.state === 'running'}>
            Ask for approval
          </Button>
          <Button busy={look.act.state === 'running'} onClick={() => void look.run()}>
            What became of my requests?
          </Button>
        </p>
      </form>
      <ActStatus act={ask.act} done="Asked. You may leave this page: it remembers what you chose." />
      <ActStatus
        act={look.act}
        {...(shown.length === 0 ? { done: 'You have asked nothing of this yet.' } : {})}
      />
      <ul>
        {shown.map((each) => (
          <li key={each.id}>
            Asked <Moment at={each.createdAt} />: {stateWords[each.state]}
            {each.reason === undefined ? null : (
              <>
                {' '}
                – <ForeignText text={each.reason} />
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
