import { AtollError } from '@atoll/schemas/error';
import { z } from 'zod';
import { LogLevel } from './logger.ts';

/** A variable of the environment as README and `.env.example` list it. */
export interface EnvironmentVariable {
  readonly name: string;
  readonly meaning: string;
  readonly example: string | undefined;
  /** The value taken when the variable is unset, as it would be written; `undefined` where there is none. */
  readonly default: string | undefined;
  readonly required: boolean;
}

/** One or more variables of the environment are missing or wrong; the message has one sentence for each. */
export class EnvironmentInvalid extends AtollError {
  constructor(sentences: readonly string[]) {
    super({
      code: 'configuration_invalid',
      message: sentences.join('\n'),
      hint: 'set the named variables and start again; .env.example lists all of them',
      data: { variables: sentences },
    });
  }
}

const secretName = /(_KEY|_SECRET|_TOKEN|PASSWORD.*|MNEMONIC|DATABASE_URL)$/;

function found(name: string, value: string | undefined): string {
  if (value === undefined || value === '') return 'is not set';
  if (secretName.test(name)) return 'has a value that is not shown';
  return `is "${visibleUrl(value)}"`;
}

/** Credentials and keys that travel in a URL, or in each of a list of them, stay out of messages. */
function visibleUrl(value: string): string {
  return value.replace(/([a-z][a-z0-9+.-]*:\/\/)([^/@\s,]*@)?([^/?#\s,]*)[^\s,]*/gi, '$1$3');
}

interface Described {
  description: string | undefined;
  example: string | undefined;
  fallback: { value: unknown } | undefined;
  optional: boolean;
}

/** Reads description, example and default through the wrappers (`default`, `optional`) of a schema. */
function describeSchema(schema: z.core.$ZodType): Described {
  const own = z.globalRegistry.get(schema);
  const definition = schema._zod.def;
  const inner = 'innerType' in definition && definition.innerType instanceof z.core.$ZodType;
  const below = inner ? describeSchema(wrapped(definition)) : undefined;
  return {
    description: own?.description ?? below?.description,
    example: typeof own?.['example'] === 'string' ? own['example'] : below?.example,
    fallback:
      definition.type === 'default' && 'defaultValue' in definition
        ? { value: definition.defaultValue }
        : below?.fallback,
    optional: definition.type === 'optional' || (below?.optional ?? false),
  };
}

function wrapped(definition: object): z.core.$ZodType {
  if ('innerType' in definition && definition.innerType instanceof z.core.$ZodType)
    return definition.innerType;
  throw new TypeError('the schema wraps no other schema');
}

function written(value: unknown): string {
  return Array.isArray(value) ? value.map(String).join(',') : String(value);
}

/**
 * Every variable of a service with its meaning, example and default, in the order of the schema.
 * A test compares it with README and `.env.example`.
 */
export function describeEnvironment(schema: z.ZodObject): EnvironmentVariable[] {
  return Object.entries(schema.shape).map(([name, field]) => {
    const { description, example, fallback, optional } = describeSchema(field);
    return {
      name,
      meaning: description ?? '',
      example,
      default: fallback === undefined ? undefined : written(fallback.value),
      required: fallback === undefined && !optional,
    };
  });
}

function sentence(
  issue: z.core.$ZodIssue,
  schema: z.ZodObject,
  env: Record<string, string | undefined>,
): string {
  const name = issue.path[0];
  const field = typeof name === 'string' ? schema.shape[name] : undefined;
  if (typeof name !== 'string' || field === undefined) return `${issue.message}.`;
  const { description, example } = describeSchema(field);
  const value = env[name];
  const missing = value === undefined || value === '';
  const expected = missing ? (description ?? issue.message) : issue.message;
  const suffix = example === undefined ? '' : `, for example ${name}=${example}`;
  return `${name} ${found(name, value)}; expected ${expected}${suffix}.`;
}

/**
 * Parses the environment once, at the start. An empty variable counts as unset, as it does in a compose file.
 *
 * @throws EnvironmentInvalid with one sentence for each wrong variable: what was found (never a secret), what is
 * expected, an example.
 * @example
 * const env = readEnvironment(z.object({ PORT: port(4101), DATABASE_URL: databaseUrl() }), process.env);
 */
export function readEnvironment<Schema extends z.ZodObject>(
  schema: Schema,
  env: Record<string, string | undefined>,
): z.infer<Schema> {
  const names = Object.keys(schema.shape);
  const set = Object.fromEntries(
    names.flatMap((name) => {
      const value = env[name]?.trim();
      return value === undefined || value === '' ? [] : [[name, value]];
    }),
  );
  const result = schema.safeParse(set);
  if (result.success) return result.data;
  const sentences = new Map<string, string>();
  for (const issue of result.error.issues) {
    const key = String(issue.path[0] ?? issue.message);
    if (!sentences.has(key)) sentences.set(key, sentence(issue, schema, env));
  }
  throw new EnvironmentInvalid([...sentences.values()]);
}

function url(protocols: readonly string[], description: string) {
  return z
    .string({ error: description })
    .refine((value) => URL.canParse(value) && protocols.includes(new URL(value).protocol), {
      error: description,
    });
}

/** A TCP port to listen on; 0 lets the system choose. */
export function port(fallback: number) {
  const expected = 'a port from 0 to 65535';
  return z
    .string()
    .regex(/^\d{1,5}$/, expected)
    .transform(Number)
    .refine((value) => value <= 65_535, { error: expected })
    .default(fallback)
    .meta({ description: 'the port to listen on; 0 takes a free one', example: String(fallback) });
}

/** The address to listen on; loopback unless told otherwise. */
export function host() {
  return z
    .string()
    .regex(/^[A-Za-z0-9.:_-]+$/, 'an address or host name to listen on')
    .default('127.0.0.1')
    .meta({ description: 'the address to listen on', example: '127.0.0.1' });
}

/** An `http` or `https` URL without a trailing slash. */
export function httpUrl(meta: { description: string; example: string }) {
  return url(['http:', 'https:'], 'a URL that starts with http:// or https://')
    .transform((value) => value.replace(/\/+$/, ''))
    .meta(meta);
}

/** A Postgres connection URL; never echoed. */
export function databaseUrl() {
  return url(['postgres:', 'postgresql:'], 'a URL that starts with postgres://').meta({
    description: 'the Postgres database of this service',
    example: 'postgres://atoll:password@127.0.0.1:5432/atoll',
  });
}

/** `bytes` bytes as 0x-prefixed hexadecimal, e.g. a private key of 32 bytes. */
export function hexKey(meta: { description: string; bytes?: number }) {
  const bytes = meta.bytes ?? 32;
  return z
    .string()
    .regex(new RegExp(`^0x[0-9a-fA-F]{${bytes * 2}}$`), `0x and ${bytes * 2} hexadecimal digits`)
    .transform((value): `0x${string}` => `0x${value.slice(2).toLowerCase()}`)
    .meta({ description: meta.description, example: `0x${'…'}` });
}

/** A path on this machine; relative ones start at the working directory. */
export function path(meta: { description: string; example: string }) {
  return z.string().min(1, 'a path').meta(meta);
}

export function logLevel() {
  return z
    .enum(LogLevel.options, { error: `one of ${LogLevel.options.join(', ')}` })
    .default('info')
    .meta({ description: 'how much is logged', example: 'info' });
}

/** Several URLs, separated by commas or spaces. */
export function urlList(meta: { description: string; example: string }) {
  const expected = 'URLs that start with http:// or https://, separated by commas';
  return z
    .string()
    .transform((value) => value.split(/[\s,]+/).filter((part) => part !== ''))
    .refine((urls) => urls.every((each) => URL.canParse(each) && /^https?:$/.test(new URL(each).protocol)), {
      error: expected,
    })
    .transform((urls) => urls.map((each) => each.replace(/\/+$/, '')))
    .default([])
    .meta(meta);
}

/** Several web origins, separated by commas or spaces. */
export function originList(meta: { description: string; example: string }) {
  const expected = 'origins such as https://market.example, without a path, separated by commas';
  return z
    .string()
    .transform((value) =>
      value
        .split(/[\s,]+/)
        .filter((part) => part !== '')
        .map((part) => part.replace(/\/$/, '')),
    )
    .refine(
      (origins) =>
        origins.every(
          (each) =>
            /^https?:/.test(each) && URL.canParse(each) && new URL(each).origin === each.toLowerCase(),
        ),
      { error: expected },
    )
    .transform((origins) => origins.map((each) => each.toLowerCase()))
    .default([])
    .meta(meta);
}

/** How many reverse proxies `limitRate` believes. */
export function trustedProxies() {
  const expected = 'a whole number from 0 to 9';
  return z.string().regex(/^\d$/, expected).transform(Number).default(0).meta({
    description: 'reverse proxies in front of this service whose X-Forwarded-For is believed',
    example: '0',
  });
}

/** Where blocks are kept and read: a Kubo node, else a directory of this machine; gateways help out when reading. */
export const ipfsVariables = {
  KUBO_URL: httpUrl({
    description: 'the RPC of a Kubo node; the embedded block store in IPFS_DIRECTORY is used when unset',
    example: 'http://127.0.0.1:5001',
  }).optional(),
  IPFS_DIRECTORY: path({
    description: 'the directory of the embedded block store',
    example: '.atoll/ipfs',
  }).default('.atoll/ipfs'),
  IPFS_GATEWAYS: urlList({
    description: 'trustless gateways that are asked for what is not here, separated by commas',
    example: 'http://127.0.0.1:4103',
  }),
};

/** Which chain, and where Atoll's contracts are on it. */
export const chainVariables = {
  RPC_URL: url(
    ['http:', 'https:', 'ws:', 'wss:'],
    'a URL that starts with http://, https://, ws:// or wss://',
  ).meta({
    description: "the chain's JSON-RPC endpoint",
    example: 'http://127.0.0.1:8545',
  }),
  DEPLOYMENT: path({
    description: 'the path of the address file that deploying the contracts wrote',
    example: '.atoll/deployment.31337.json',
  }),
};

/** What every service listens and logs with. */
export function serviceVariables(defaults: { port: number }) {
  return {
    PORT: port(defaults.port),
    HOST: host(),
    LOG_LEVEL: logLevel(),
    DATABASE_URL: databaseUrl(),
    ATOLL_EXIT_WITH_PARENT: z
      .enum(['0', '1'], { error: '0 or 1' })
      .transform((value) => value === '1')
      .default(false)
      .meta({ description: 'end when the process that started this one ends', example: '0' }),
  };
}
