import type { InboxRequest } from '@atoll/schemas/desk';
import { type ApprovalPreparation, ApprovalProgress } from '@atoll/schemas/provider-api';
import { request as ask } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { duration } from '@atoll/ui/moment.tsx';
import { useEffect, useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';

const phases: Readonly<Record<ApprovalPreparation['phase'], string>> = {
  document: 'The provider reads what the version says of itself.',
  model: 'The provider fetches and checks the model.',
  image: 'The provider fetches the image, checks each byte by its digest and gives it to its engine.',
};

/** What the provider is at, while an approval is under way: a large image takes minutes. */
export function Preparation({ request, session }: { request: InboxRequest; session: DeskSession }) {
  const [seconds, setSeconds] = useState(0);
  useEffect(() => {
    const began = performance.now();
    const timer = setInterval(() => setSeconds(Math.floor((performance.now() - began) / 1000)), 1000);
    return () => clearInterval(timer);
  }, []);
  const progress = useDesk(
    session.market,
    ['preparation', request.metadataDigest],
    (desk) =>
      ask(desk, {
        service: providerOf(desk),
        method: 'GET',
        path: providerPaths.preparation(request.metadataDigest),
        signed: true,
        reply: ApprovalProgress,
      }),
    { everyMs: 1000 },
  );
  const data = progress.data?.preparation;
  if (data === undefined) return null;
  return (
    <p className="faint">
      {phases[data.phase]}
      {data.bytes === 0 ? '' : ` ${bytesInWords(data.bytes)} have come`}
      {seconds < 2 ? '' : `${data.bytes === 0 ? ' ' : ', '}${duration(seconds)} so far`}
      {data.bytes === 0 && seconds < 2 ? '' : '.'}
    </p>
  );
}
