import { canonicalJsonBytes } from '@atoll/schemas/canonical-json';
import { Button } from '@atoll/ui/button.tsx';
import { bytesInWords } from '@atoll/ui/desk/bytes.ts';
import { Money } from '@atoll/ui/money.tsx';
import { duration } from '@atoll/ui/moment.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import type { TermsInput } from '@atoll/sdk/terms';
import { documentOf, termsOf } from '../read-draft.ts';
import { type StepInput, Wrong } from './step.tsx';

/** The very document and the very terms that become public, and nothing else. */
export function PreviewStep({ draft, onDone }: StepInput) {
  const { tokens } = useWebConfig().addressBook;
  const document = documentOf(draft);
  const terms = termsOf(draft, tokens);
  if ('wrong' in document) return <Wrong wrong={document.wrong} />;
  if ('wrong' in terms) return <Wrong wrong={terms.wrong} />;
  const bytes = canonicalJsonBytes(document.value);
  return (
    <>
      <p>
        Exactly this becomes public, for good: a document of {bytesInWords(bytes.byteLength)} on IPFS and the
        terms on chain
        {draft.snapshot === undefined ? '' : ', with the commitment to your files'}. No value of the data is
        in it.
      </p>
      <h3>Terms</h3>
      <Terms terms={terms.value} />
      {draft.derived === undefined ? null : (
        <p>
          Beside them the registry keeps the run, the digest of <code>{draft.derived.output.name}</code> and
          the salt that hid it until now. The run’s other outputs stay hidden.
        </p>
      )}
      <h3>Document</h3>
      <pre className="wide" tabIndex={0} aria-label="The document">
        {JSON.stringify(document.value, null, 2)}
      </pre>
      <Button look="main" onClick={onDone}>
        This may become public
      </Button>
    </>
  );
}

function Terms({ terms }: { terms: TermsInput }) {
  const percent = (basisPoints = 0) => `${basisPoints / 100} %`;
  return (
    <dl className="facts">
      <dt>Price</dt>
      <dd>
        <Money amount={terms.price} token={terms.token} />
      </dd>
      <dt>Paid to</dt>
      <dd>{terms.beneficiary === undefined ? 'whoever owns the asset' : <code>{terms.beneficiary}</code>}</dd>
      <dt>Provider</dt>
      <dd>{terms.provider === undefined ? 'any' : <code>{terms.provider}</code>}</dd>
      <dt>Royalty of derived works</dt>
      <dd>{percent(terms.derivativeRoyalty)}</dd>
      <dt>Royalty of resale</dt>
      <dd>{percent(terms.resaleRoyalty)}</dd>
      {terms.reviewWindow === undefined ? null : (
        <>
          <dt>Time to review</dt>
          <dd>{duration(terms.reviewWindow)}</dd>
        </>
      )}
    </dl>
  );
}
