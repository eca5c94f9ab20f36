import type { AssetView } from '@atoll/schemas/asset';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { CroissantField, DatasetDocument } from '@atoll/schemas/metadata/dataset';
import type { ModelDocument } from '@atoll/schemas/metadata/model';

/** Types of columns as people call them. */
export const typeNames: Readonly<Record<CroissantField['dataType'], string>> = {
  'sc:Integer': 'whole number',
  'sc:Float': 'number',
  'sc:Text': 'text',
  'sc:Boolean': 'yes or no',
  'sc:Date': 'date',
  'sc:DateTime': 'date and time',
};

const units = ['bytes', 'KiB', 'MiB', 'GiB', 'TiB'];

/** @example bytesInWords(1536) // '1.5 KiB' */
export function bytesInWords(bytes: number): string {
  const power = bytes < 1024 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(bytes) / 10));
  const value = bytes / 1024 ** power;
  return `${power === 0 ? value : Number(value.toFixed(1))} ${units[power] ?? 'bytes'}`;
}

/** @example durationInWords(5400) // '1 hour 30 minutes' */
export function durationInWords(seconds: number): string {
  const parts = [
    ['day', Math.floor(seconds / 86_400)],
    ['hour', Math.floor(seconds / 3600) % 24],
    ['minute', Math.floor(seconds / 60) % 60],
    ['second', seconds % 60],
  ] as const;
  const said = parts.filter(([, count]) => count > 0).slice(0, 2);
  if (said.length === 0) return '0 seconds';
  return said.map(([name, count]) => `${count} ${name}${count === 1 ? '' : 's'}`).join(' ');
}

function list(words: readonly string[]): string {
  if (words.length < 2) return words.join('');
  return `${words.slice(0, -1).join(', ')} or ${words.at(-1) ?? ''}`;
}

function royalty(asset: AssetView): string[] {
  const rate = asset.terms.derivativeRoyalty;
  return rate === 0 ? [] : [`What is derived from it and sold here owes it ${rate / 100} % of its income.`];
}

/** What a dataset's owner allows, one sentence a rule. */
export function datasetRules(asset: AssetView, document: DatasetDocument): string[] {
  const {
    release,
    outputTypes,
    maxOutputBytes,
    runtime,
    precision,
    reviewers,
    buyers,
    agreement,
    runsPerDay,
  } = document.atoll.rules;
  return [
    'The data stays on its owner’s side. Algorithms come to it, and only declared results go out.',
    'Every version of an algorithm needs the owner’s approval before it may run.',
    release === 'auto'
      ? 'A result that passes the automatic checks is released at once.'
      : `The owner looks at a result before it is released${
          asset.terms.reviewWindow > 0 ? `, within ${durationInWords(asset.terms.reviewWindow)}` : ''
        }. No answer means it is withheld, and the price of the data goes back.`,
    `A result may be ${list(outputTypes.map((type) => (type === 'text' ? 'plain text' : type.toUpperCase())))}, at most ${bytesInWords(maxOutputBytes)}.`,
    ...(precision === undefined ? [] : [`Numbers in it are written with at most ${precision} digits.`]),
    ...(release === 'review' && reviewers === 2 ? ['Two persons have to agree before it is released.'] : []),
    ...(buyers === 'listed' ? ['Only buyers whom the owner has listed may order.'] : []),
    ...(agreement === undefined ? [] : ['A buyer signs a data-use agreement first.']),
    ...(runsPerDay === undefined
      ? []
      : [
          `At most ${runsPerDay} run${runsPerDay === 1 ? '' : 's'} may start within 24 hours, over all buyers.`,
        ]),
    ...(runtime === 'gvisor'
      ? ['It is opened only where gVisor keeps algorithms away from the machine.']
      : []),
    ...royalty(asset),
  ];
}

/** What an algorithm does and needs, one sentence a fact. */
export function algorithmFacts(asset: AssetView, manifest: AlgorithmManifest): string[] {
  const { cpus, memoryBytes, gpus } = manifest.resources;
  const gpu = gpus === 0 ? '' : ` and ${gpus} GPU${gpus === 1 ? '' : 's'}`;
  return [
    'It runs sealed: no network, the data read-only, nothing writable but its output.',
    `It takes at most ${durationInWords(manifest.maxSeconds)} with ${cpus} CPU${cpus === 1 ? '' : 's'}, ${bytesInWords(memoryBytes)} of memory${gpu}.`,
    manifest.providers === undefined
      ? 'Its author lets it run on any provider.'
      : `Its author lets it run on ${manifest.providers.length} named provider${manifest.providers.length === 1 ? '' : 's'} only.`,
    ...royalty(asset),
  ];
}

/** What holds of every model until providers serve them. */
export const modelsUnserved =
  'Inferences are served by no provider yet: a model is listed with its price, and nobody can pay for one now.';

/** What a model is, one sentence a fact. */
export function modelFacts(asset: AssetView, onnx: ModelDocument['atoll']['onnx']): string[] {
  return [
    `An ONNX file of ${bytesInWords(onnx.size)}, which anybody can read who knows its address: ${onnx.cid}`,
    modelsUnserved,
    ...royalty(asset),
  ];
}
