import { Address } from '@atoll/schemas/ids';
import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { DatasetRules } from '@atoll/schemas/metadata/dataset';
import type { MetadataDocument } from '@atoll/schemas/metadata/document';
import { ModelDocument } from '@atoll/schemas/metadata/model';
import { RegisterDataset } from '@atoll/schemas/provider-api';
import { datasetDocument } from '@atoll/sdk/dataset-document';
import { algorithmDocument } from '@atoll/sdk/publish-algorithm';
import type { TermsInput } from '@atoll/sdk/terms';
import { parseBytes } from '@atoll/ui/desk/bytes.ts';
import { parseAmount, type ShownToken } from '@atoll/ui/money.tsx';
import { z } from 'zod';
import type { Draft } from './draft.ts';

/** What a step makes of what was typed, or what is wrong with it, in words. */
export type Read<T> = { readonly value: T } | { readonly wrong: readonly string[] };

const sentences = (error: z.ZodError): string[] =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`));

function parsed<T extends z.ZodType>(schema: T, value: unknown): Read<z.infer<T>> {
  const result = schema.safeParse(value);
  return result.success ? { value: result.data } : { wrong: sentences(result.error) };
}

const given = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: text.trim() });
const givenNumber = (name: string, text: string) => (text.trim() === '' ? {} : { [name]: Number(text) });
const sizeOf = (text: string) => {
  const size = parseBytes(text);
  return 'bytes' in size ? size.bytes : Number.NaN;
};
const lines = (text: string) =>
  text
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '');

/** The rules as the provider takes them. */
export function rulesOf({ rules }: Draft): Read<DatasetRules> {
  return parsed(DatasetRules, {
    release: rules.release,
    outputTypes: rules.outputTypes,
    maxOutputBytes: sizeOf(rules.maxOutput),
    ...(rules.gvisor ? { runtime: 'gvisor' } : {}),
    ...givenNumber('precision', rules.precision),
    ...(rules.reviewers === '2' ? { reviewers: 2 } : {}),
    ...(rules.listed ? { buyers: 'listed' } : {}),
    ...(rules.agreementCid === ''
      ? {}
      : { agreement: { title: rules.agreementTitle, text: rules.agreementCid } }),
    ...givenNumber('runsPerDay', rules.runsPerDay),
  });
}

function sourceOf({ source }: Draft): unknown {
  switch (source.kind) {
    case 'folder':
    case 'file':
      return { kind: source.kind, path: source.path };
    case 's3':
      return {
        kind: 's3',
        endpoint: source.endpoint,
        region: source.region,
        bucket: source.bucket,
        prefix: source.prefix,
        credential: source.credential,
      };
    case 'http':
      return {
        kind: 'http',
        files: lines(source.urls).map((url) => ({ url, name: url.split('/').at(-1) ?? '' })),
      };
    case 'postgres':
      return { kind: 'postgres', connection: source.connection, query: source.query };
  }
}

/** What the provider is asked to take a snapshot of. */
export function registrationOf(draft: Draft): Read<RegisterDataset> {
  const rules = rulesOf(draft);
  if ('wrong' in rules) return rules;
  return parsed(RegisterDataset, {
    name: draft.localName,
    source: sourceOf(draft),
    rules: rules.value,
    integrity: draft.rules.integrity,
  });
}

const keywordsOf = (text: string) =>
  text
    .split(',')
    .map((word) => word.trim())
    .filter((word) => word !== '');

/** Columns that somebody said something of. */
function columnsOf({ about }: Draft) {
  return Object.fromEntries(
    Object.entries(about.columns).map(([file, columns]) => [
      file,
      Object.fromEntries(Object.entries(columns).filter(([, meaning]) => meaning.trim() !== '')),
    ]),
  );
}

function datasetOf(draft: Draft): Read<MetadataDocument> {
  const { snapshot, about, sample } = draft;
  if (snapshot === undefined) return { wrong: ['The files are not registered yet.'] };
  return attempt(() =>
    datasetDocument(
      snapshot,
      {
        name: about.name,
        description: about.description,
        license: about.license,
        version: about.version,
        datePublished: draft.datePublished,
        keywords: keywordsOf(about.keywords),
        ...given('creator', about.creator),
        ...given('citeAs', about.citeAs),
        ...given('url', about.url),
        columns: columnsOf(draft),
      },
      sample ?? {},
    ),
  );
}

/** Runs what throws a ZodError where a field is wrong. */
function attempt(make: () => MetadataDocument): Read<MetadataDocument> {
  try {
    return { value: make() };
  } catch (error) {
    if (error instanceof z.ZodError) return { wrong: sentences(error) };
    throw error;
  }
}

/** `name type size` on a line each, as declared outputs. */
function outputsOf(text: string): unknown[] {
  return lines(text).map((line) => {
    const [name, type, ...size] = line.split(/\s+/);
    return { name, type, maxBytes: sizeOf(size.join(' ')) };
  });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** What runs and what may leave, as the author wrote it. */
export function manifestOf({ program }: Draft): Read<AlgorithmManifest> {
  const image =
    program.form === 'registry'
      ? { manifestDigest: program.digest, repository: program.repository }
      : jsonOf(program.imageText);
  const runs =
    program.form === 'onnx'
      ? { onnx: { cid: program.onnxCid, size: Number(program.onnxSize) } }
      : { image, entrypoint: lines(program.entrypoint) };
  return parsed(AlgorithmManifest, {
    version: 1,
    ...runs,
    environment: Object.fromEntries(
      lines(program.environment).map((line) => {
        const at = line.indexOf('=');
        return at < 0 ? [line, ''] : [line.slice(0, at), line.slice(at + 1)];
      }),
    ),
    parameters: jsonOf(program.parameters),
    outputs: outputsOf(program.outputs),
    resources: {
      cpus: Number(program.cpus),
      memoryBytes: sizeOf(program.memory),
      gpus: Number(program.gpus),
    },
    maxSeconds: Number(program.maxSeconds),
    ...(program.providers.trim() === ''
      ? {}
      : { providers: program.providers.split(/[\s,]+/).filter((part) => part !== '') }),
  });
}

/** The document that would be published: these bytes and no others. */
export function documentOf(draft: Draft): Read<MetadataDocument> {
  if (draft.kind === 'dataset') return datasetOf(draft);
  const { about, program } = draft;
  const description = {
    name: about.name,
    description: about.description,
    license: about.license,
    softwareVersion: about.version,
    keywords: keywordsOf(about.keywords),
    ...given('author', about.creator),
  };
  if (draft.kind === 'model') {
    return parsed(ModelDocument, {
      '@context': 'https://schema.org/',
      '@type': 'SoftwareApplication',
      ...description,
      atoll: { kind: 'model', onnx: { cid: program.onnxCid, size: Number(program.onnxSize) } },
    });
  }
  const manifest = manifestOf(draft);
  return 'wrong' in manifest ? manifest : attempt(() => algorithmDocument(description, manifest.value));
}

const basisPoints = (name: string, percent: string, wrong: string[]): number => {
  const read = parseAmount(percent === '' ? '0' : percent, 2);
  if ('wrong' in read || read.amount > 10_000n) {
    wrong.push(`${name}: write percents from 0 to 100, at most two digits after the point`);
    return 0;
  }
  return Number(read.amount);
};

/** The terms as the chain takes them. */
export function termsOf(draft: Draft, tokens: readonly ShownToken[]): Read<TermsInput> {
  const { terms } = draft;
  const token = tokens.find(({ address }) => address === terms.token) ?? tokens[0];
  if (token === undefined) return { wrong: ['This deployment takes no token.'] };
  const wrong: string[] = [];
  const price = parseAmount(terms.price, token.decimals);
  if ('wrong' in price) wrong.push(`Price: ${price.wrong}`);
  const derivativeRoyalty = basisPoints('Royalty of derived works', terms.derivativeRoyalty, wrong);
  const resaleRoyalty = basisPoints('Royalty of resale', terms.resaleRoyalty, wrong);
  const beneficiary = Address.safeParse(terms.beneficiary);
  if (terms.beneficiary !== '' && !beneficiary.success)
    wrong.push('Who is paid: write an address, 0x and 40 hexadecimal digits');
  const days = Number(terms.reviewDays);
  if (draft.kind === 'dataset' && !(days >= 0 && days <= 365)) wrong.push('Review: write days from 0 to 365');
  const provider = Address.safeParse(draft.providerAddress);
  if (draft.kind === 'dataset' && !provider.success) wrong.push('Pair with your provider first.');
  if (wrong.length > 0 || 'wrong' in price) return { wrong };
  return {
    value: {
      token: Address.parse(token.address),
      price: price.amount,
      derivativeRoyalty,
      resaleRoyalty,
      ...(beneficiary.success ? { beneficiary: beneficiary.data } : {}),
      ...(draft.kind === 'dataset' && provider.success ? { provider: provider.data } : {}),
      ...(draft.kind === 'dataset' ? { reviewWindow: Math.round(days * 86_400) } : {}),
    },
  };
}
