import { type EnvironmentOffer, gvisorRuntime } from '@atoll/schemas/environment';
import { shorten } from '@atoll/ui/account.tsx';
import { DataTable } from '@atoll/ui/data-table.tsx';
import { ErrorNotice } from '@atoll/ui/error-notice.tsx';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Loading } from '@atoll/ui/loading.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { bytesInWords } from '../../../src/pages/plain-words.ts';
import { startInWords, useQueueLengths } from './queue-lengths.ts';
import { type Provider, useOffers } from './use-provider.ts';

/** What a provider rents: as it says now where it answers, else as it stands on chain. */
export function OfferList({ provider }: { provider: Provider }) {
  const offers = useOffers(provider.endpoint);
  if (offers.data !== undefined) return <Live offers={offers.data} endpoint={provider.endpoint} />;
  return (
    <>
      {offers.isError ? (
        <>
          <p>The provider does not answer now. This is what stands on chain.</p>
          <ErrorNotice error={offers.error} onRetry={() => void offers.refetch()} />
        </>
      ) : (
        <Loading what="Asking the provider what is free" />
      )}
      <OnChain provider={provider} />
    </>
  );
}

function OnChain({ provider }: { provider: Provider }) {
  return (
    <DataTable
      caption="Environments on chain"
      rows={provider.environments}
      keyOf={({ id }) => id}
      empty="It rents nothing."
      columns={[
        { name: 'Environment', cell: ({ id }) => <code title={id}>{shorten(id)}</code> },
        {
          name: 'Base price of a second',
          number: true,
          cell: ({ pricePerSecond, token }) => <Money amount={pricePerSecond} token={token} />,
        },
        { name: 'Slots', number: true, cell: ({ slots, active }) => (active ? slots : 'closed') },
      ]}
    />
  );
}

/** What stands between an algorithm and the machine. */
function runtimeWords({ document, engine }: EnvironmentOffer): string {
  const version = engine.runtimeVersion === '' ? '' : ` ${engine.runtimeVersion}`;
  return document.runtime === gvisorRuntime
    ? `gVisor (${engine.runtime}${version}): a kernel of its own`
    : `${engine.runtime}${version}`;
}

function gpuWords({ document }: EnvironmentOffer): string {
  if (document.gpus.length === 0) return 'none';
  return document.gpus.map(({ model, memoryBytes }) => `${model}, ${bytesInWords(memoryBytes)}`).join('; ');
}

function Live({ offers, endpoint }: { offers: readonly EnvironmentOffer[]; endpoint: string }) {
  const lengths = useQueueLengths(endpoint);
  const lengthOf = ({ id }: EnvironmentOffer) => lengths.data?.find(({ environment }) => environment === id);
  return (
    <DataTable
      caption="Environments, as the provider says now"
      rows={offers}
      keyOf={({ id }) => id}
      empty="It rents nothing now."
      columns={[
        { name: 'Environment', cell: ({ document }) => <ForeignText text={document.name} most={100} /> },
        { name: 'CPUs', number: true, cell: ({ document }) => document.cpus },
        { name: 'Memory', number: true, cell: ({ document }) => bytesInWords(document.memoryBytes) },
        { name: 'GPUs', cell: (offer) => <ForeignText text={gpuWords(offer)} most={200} /> },
        { name: 'Runs under', cell: (offer) => <ForeignText text={runtimeWords(offer)} most={120} /> },
        {
          name: 'Price of a second',
          number: true,
          cell: ({ pricePerSecond, token }) => <Money amount={pricePerSecond} token={token} />,
        },
        { name: 'Free now', number: true, cell: ({ slotsFree, slots }) => `${slotsFree} of ${slots}` },
        { name: 'Running', number: true, cell: (offer) => lengthOf(offer)?.running ?? '—' },
        { name: 'Waiting', number: true, cell: (offer) => lengthOf(offer)?.waiting ?? '—' },
        {
          name: 'A run ordered now',
          cell: (offer) => {
            const length = lengthOf(offer);
            return length === undefined ? '—' : startInWords(length);
          },
        },
      ]}
    />
  );
}
