import { SelectField, TextField } from '@atoll/ui/desk/fields.tsx';
import { useWebConfig } from '@atoll/ui/wallet/wallet-door.tsx';
import { modelsUnserved } from '../../../../src/pages/plain-words.ts';
import type { Draft } from '../draft.ts';
import { termsOf } from '../read-draft.ts';
import { StepForm, type StepInput } from './step.tsx';

/** Price and who is paid. Kept on chain; changed at any time for orders to come. */
export function TermsStep({ draft, change, onDone }: StepInput) {
  const { tokens } = useWebConfig().addressBook;
  const { terms } = draft;
  const set = (part: Partial<Draft['terms']>) => change({ terms: { ...terms, ...part } });
  return (
    <StepForm read={() => termsOf(draft, tokens)} onDone={onDone}>
      <SelectField
        label="Token"
        hint="What it is paid in"
        value={terms.token}
        onValue={(token) => set({ token })}
        options={tokens.map(({ address, symbol }) => [address, symbol] as const)}
      />
      <TextField
        label={draft.kind === 'model' ? 'Price of an inference' : 'Price of a run'}
        hint={`In whole tokens, e.g. 12.5; 0 is free${draft.kind === 'model' ? `. ${modelsUnserved}` : ''}`}
        inputMode="decimal"
        value={terms.price}
        onValue={(price) => set({ price })}
      />
      <TextField
        label="Who is paid"
        hint="An address; empty: whoever owns the asset"
        value={terms.beneficiary}
        onValue={(beneficiary) => set({ beneficiary })}
      />
      <TextField
        label="Royalty of derived works, in percent"
        hint="What an asset that is published out of a run’s output owes this one"
        inputMode="decimal"
        value={terms.derivativeRoyalty}
        onValue={(derivativeRoyalty) => set({ derivativeRoyalty })}
      />
      <TextField
        label="Royalty of resale, in percent"
        hint="What marketplaces are asked to pay when the asset itself is sold (ERC-2981)"
        inputMode="decimal"
        value={terms.resaleRoyalty}
        onValue={(resaleRoyalty) => set({ resaleRoyalty })}
      />
      {draft.kind === 'dataset' ? (
        <TextField
          label="Days to review an output"
          hint="After them it is kept back and the data price goes back to the buyer; 0: outputs with a finding are kept back at once"
          inputMode="decimal"
          value={terms.reviewDays}
          onValue={(reviewDays) => set({ reviewDays })}
        />
      ) : null}
    </StepForm>
  );
}
