import type { HeldJob } from '@atoll/schemas/desk';
import { readBytes, requestRaw } from '@atoll/sdk/request';
import { providerOf, providerPaths } from '@atoll/sdk/services';
import { Button } from '@atoll/ui/button.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { useDesk } from '@atoll/ui/desk/use-desk.ts';
import { Loaded } from '@atoll/ui/loading.tsx';
import { useState } from 'react';
import type { DeskSession } from '../desk/desk.tsx';

/** Most bytes of a safe view that the page takes. */
const mostBytes = 16 << 20;
/** Most characters of it that are shown. */
const mostShown = 20_000;

/** An output as text in which nothing is hidden and nothing can act; opened when it is asked for. */
export function SafeView(input: { job: HeldJob; output: HeldJob['outputs'][number]; session: DeskSession }) {
  const { job, output, session } = input;
  const [open, setOpen] = useState(false);
  return (
    <div>
      <p className="row">
        <code>{output.name}</code> {output.type}, {bytesInWords(output.bytes)}
        <Button small aria-expanded={open} onClick={() => setOpen(!open)}>
          {open ? 'Close' : 'Look at'} <span className="unseen">{output.name}</span>
        </Button>
      </p>
      {open ? <Content job={job} name={output.name} session={session} /> : null}
    </div>
  );
}

function Content({ job, name, session }: { job: HeldJob; name: string; session: DeskSession }) {
  const text = useDesk(
    session.market,
    ['output', job.outputsDigest, job.jobId, name],
    async (desk) => {
      const response = await requestRaw(desk, {
        service: providerOf(desk),
        method: 'GET',
        path: `${providerPaths.reviews}/${job.jobId}/outputs/${encodeURIComponent(name)}?view=safe`,
        signed: true,
        accept: 'text/plain',
      });
      return new TextDecoder().decode(await readBytes(response, mostBytes));
    },
    { fixed: true },
  );
  return (
    <Loaded query={text} what="Reading the output">
      {(content) => (
        <>
          <pre className="wide" tabIndex={0} aria-label={`Content of ${name}`}>
            {content.slice(0, mostShown)}
          </pre>
          {content.length > mostShown ? (
            <p className="faint">
              The first {mostShown} of {content.length} characters.
            </p>
          ) : null}
        </>
      )}
    </Loaded>
  );
}
