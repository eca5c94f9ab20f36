import type { EnvironmentOffer } from '@atoll/schemas/environment';
import { ForeignText } from '@atoll/ui/foreign-text.tsx';
import { Field } from '@atoll/ui/field.tsx';
import { Money } from '@atoll/ui/money.tsx';
import { duration } from '@atoll/ui/moment.tsx';
import { type QueueLength, startInWords } from '../provider/queue-lengths.ts';
import type { Purchase } from './purchase.ts';
import type { Candidate } from './use-algorithms.ts';

const gigabytes = (bytes: number): string => `${Math.round((bytes / 2 ** 30) * 10) / 10} GiB`;

/** What keeps an algorithm from running here, in words. */
function misfit({ document }: EnvironmentOffer, { manifest }: Candidate): string | undefined {
  const { cpus, memoryBytes, gpus } = manifest.resources;
  if (cpus > document.cpus) return `the algorithm needs ${cpus} cores`;
  if (memoryBytes > document.memoryBytes) return `the algorithm needs ${gigabytes(memoryBytes)} of memory`;
  if (gpus > document.gpus.length) return `the algorithm needs ${gpus} GPU${gpus === 1 ? '' : 's'}`;
  return undefined;
}

/** Where it runs, at what price a second, and for how long at most. */
export function ChooseEnvironment(input: {
  offers: readonly EnvironmentOffer[];
  selected: string | undefined;
  algorithm: Candidate;
  maxSeconds: number;
  lengths: readonly QueueLength[];
  change: (changes: Partial<Purchase>) => void;
}) {
  const { offers, selected, algorithm, maxSeconds, lengths, change } = input;
  if (offers.length === 0)
    return <p className="notice warn">The provider rents nothing in this token now. Ask again later.</p>;
  return (
    <>
      <fieldset>
        <legend>Environment</legend>
        {offers.map((offer) => {
          const { document, engine } = offer;
          const wrong = misfit(offer, algorithm);
          const length = lengths.find(({ environment }) => environment === offer.id);
          return (
            <label className="choice" key={offer.id}>
              <input
                type="radio"
                name="environment"
                checked={offer.id === selected}
                disabled={wrong !== undefined}
                onChange={() => change({ environment: offer.id })}
              />
              <span>
                <strong>
                  <ForeignText text={document.name} />
                </strong>
                , <Money amount={offer.pricePerSecond} token={offer.token} /> a second
                <br />
                <span className="faint">
                  {document.cpus} core{document.cpus === 1 ? '' : 's'}, {gigabytes(document.memoryBytes)},{' '}
                  {document.gpus.length === 0
                    ? 'no GPU'
                    : document.gpus.map((gpu) => `${gpu.model} (${gigabytes(gpu.memoryBytes)})`).join(', ')}
                  {' · '}
                  {engine.runtime === 'runsc' ? 'gVisor' : engine.runtime} {engine.runtimeVersion}
                  {' · '}
                  {offer.slotsFree} of {offer.slots} slots free now
                  {length === undefined
                    ? ''
                    : ` · ${length.waiting === 0 ? 'nobody waits' : `${length.waiting} wait`}, a run ${startInWords(length)}`}
                  {wrong === undefined ? '' : ` · ${wrong}`}
                </span>
              </span>
            </label>
          );
        })}
      </fieldset>
      <Field
        label="Most seconds of compute"
        hint={`You pay for what the run takes, at most for this. The algorithm is stopped then; its author allows ${duration(algorithm.manifest.maxSeconds)}.`}
      >
        {(control) => (
          <input
            {...control}
            type="number"
            min={1}
            max={algorithm.manifest.maxSeconds}
            value={maxSeconds}
            onChange={({ target }) =>
              change({
                maxSeconds: Math.max(1, Math.min(algorithm.manifest.maxSeconds, Number(target.value) || 1)),
              })
            }
          />
        )}
      </Field>
    </>
  );
}
