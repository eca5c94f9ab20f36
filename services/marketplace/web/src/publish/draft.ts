import { OciImage } from '@atoll/schemas/metadata/image';
import { DatasetSnapshot } from '@atoll/schemas/provider-api';
import { useCallback, useState } from 'react';
import { z } from 'zod';

/** What is published. */
export const kinds = ['dataset', 'algorithm', 'model'] as const;

const text = z.string().default('');

/** The fields of the wizard as they were typed: a draft may be wrong and half done, and is kept all the same. */
export const Draft = z.object({
  step: text,
  kind: z.enum(kinds).default('dataset'),
  /** Of an edit: token id of the asset that gets another version. */
  revises: z.string().optional(),
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

/** The draft that this browser keeps; a fresh one where there is none or where it is of an earlier form. */
export function readDraft(): Draft {
  const kept = globalThis.localStorage.getItem(key);
  if (kept === null) return Draft.parse({});
  const parsed = Draft.safeParse(JSON.parse(kept));
  return parsed.success ? parsed.data : Draft.parse({});
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
