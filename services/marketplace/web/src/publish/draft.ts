import { Amount, Bytes32 } from '@atoll/schemas/ids';
import { OciImage } from '@atoll/schemas/metadata/image';
import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { useCallback, useState } from 'react';
import { z } from 'zod';

/** What is published. */
export const kinds = ['dataset', 'algorithm', 'model'] as const;

const text = z.string().default('');

/** What an asset is made of: an output of a run of the publisher's own, and what the run worked with. */
export const Derived = z.object({
  jobId: Bytes32,
  /** What proves the output against the receipt; published with the asset. Of the run's other outputs it holds hashes alone. */
  output: z.object({ name: z.string(), sha256: Bytes32, salt: Bytes32, proof: z.array(Bytes32) }),
  parents: z.array(
    z.object({
      kind: z.enum(['dataset', 'algorithm']),
      assetId: Amount,
      name: z.string(),
      license: z.string(),
      /** Basis points of the income. */
      rate: z.int().nonnegative(),
    }),
  ),
});
export type Derived = z.infer<typeof Derived>;

/** The fields of the wizard as they were typed: a draft may be wrong and half done, and is kept all the same. */
export const Draft = z.object({
  step: text,
  kind: z.enum(kinds).default('dataset'),
  /** Of an edit: token id of the asset that gets another version. */
  revises: z.string().optional(),
  /** Of an asset that is made of what a run left. */
  derived: Derived.optional(),
  /** Makes a publication that was interrupted find itself again instead of minting twice. */
  nonce: z.string().default(() => String(crypto.getRandomValues(new Uint32Array(1))[0] ?? 0)),
  datePublished: z.string().default(() => new Date().toISOString().slice(0, 10)),
  providerUrl: text,
  providerAddress: text,
  localName: text,
  source: z
    .object({
      kind: z.enum(['folder', 'file', 's3', 'http', 'postgres']).default('folder'),
      path: text,
      endpoint: text,
      region: text,
      bucket: text,
      prefix: text,
      credential: text,
      urls: text,
      connection: text,
      query: text,
    })
    .prefault({}),
  rules: z
    .object({
      release: z.enum(['auto', 'review']).default('review'),
      outputTypes: z.array(z.enum(['json', 'csv', 'onnx', 'text'])).default(['json']),
      maxOutput: z.string().default('1 MiB'),
      precision: text,
      reviewers: z.enum(['1', '2']).default('1'),
      gvisor: z.boolean().default(false),
      listed: z.boolean().default(false),
      agreementTitle: text,
      agreementText: text,
      agreementCid: text,
      runsPerDay: text,
      integrity: z.enum(['sampled', 'full']).default('sampled'),
    })
    .prefault({}),
  snapshot: DatasetSnapshot.optional(),
  /** The provider has begun to take the snapshot. */
  registering: z.boolean().default(false),
  sample: z.object({ sample: z.string(), statistics: z.string() }).optional(),
  about: z
    .object({
      name: text,
      description: text,
      license: text,
      version: z.string().default('1.0.0'),
      creator: text,
      citeAs: text,
      url: text,
      keywords: text,
      /** By file, then by column. */
      columns: z.record(z.string(), z.record(z.string(), z.string())).default({}),
    })
    .prefault({}),
  program: z
    .object({
      form: z.enum(['registry', 'ipfs', 'onnx']).default('registry'),
      repository: text,
      digest: text,
      image: OciImage.optional(),
      imageText: text,
      onnxCid: text,
      onnxSize: text,
      entrypoint: text,
      environment: text,
      parameters: z.string().default('{ "type": "object", "properties": {}, "additionalProperties": false }'),
      outputs: z.string().default('result.json json 64 KiB'),
      cpus: z.string().default('1'),
      memory: z.string().default('512 MiB'),
      gpus: z.string().default('0'),
      maxSeconds: z.string().default('600'),
      providers: text,
    })
    .prefault({}),
  terms: z
    .object({
      token: text,
      price: text,
      beneficiary: text,
      derivativeRoyalty: z.string().default('0'),
      resaleRoyalty: z.string().default('0'),
      reviewDays: z.string().default('3'),
    })
    .prefault({}),
  published: z.object({ id: z.string(), tokenId: z.string(), bound: z.boolean() }).optional(),
});
export type Draft = z.infer<typeof Draft>;

const key = 'atoll-publish-draft';
const asideKey = 'atoll-publish-draft-aside';

function readKept(at: string): Draft | undefined {
  const kept = globalThis.localStorage.getItem(at);
  if (kept === null) return undefined;
  const parsed = Draft.safeParse(JSON.parse(kept));
  return parsed.success ? parsed.data : undefined;
}

/** The draft that this browser keeps; a fresh one where there is none or where it is of an earlier form. */
export const readDraft = (): Draft => readKept(key) ?? Draft.parse({});

/** The draft that another one took the place of before it was published. */
export const readAside = (): Draft | undefined => readKept(asideKey);

/** Whether somebody would miss it. */
const holdsWork = ({ about, snapshot, program, published }: Draft): boolean =>
  published === undefined && (about.name !== '' || snapshot !== undefined || program.onnxCid !== '');

/** Begins with another draft. The one so far is set aside where something was typed into it; there is room for one. */
export function beginWith(draft: Draft): void {
  const before = readDraft();
  if (holdsWork(before)) globalThis.localStorage.setItem(asideKey, JSON.stringify(before));
  else if (readAside()?.nonce === draft.nonce) globalThis.localStorage.removeItem(asideKey);
  keepDraft(draft);
}

export function keepDraft(draft: Draft): void {
  globalThis.localStorage.setItem(key, JSON.stringify(draft));
}

/** What steps work with: the draft, and a change of parts of it, which is kept at once. */
export interface DraftState {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
  readonly replace: (draft: Draft) => void;
}

/** The draft of the wizard. Each change is written to the browser's storage, so that a reload loses nothing. */
export function useDraft(): DraftState {
  const [draft, setDraft] = useState(readDraft);
  const replace = useCallback((next: Draft) => {
    keepDraft(next);
    setDraft(next);
  }, []);
  const change = useCallback((part: Partial<Draft>) => {
    // from what is kept: an act that ends late changes its own part and nothing else
    const next = { ...readDraft(), ...part };
    keepDraft(next);
    setDraft(next);
  }, []);
  return { draft, change, replace };
}
