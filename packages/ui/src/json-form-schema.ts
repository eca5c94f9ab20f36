/** A JSON value. */
export type Json = string | number | boolean | null | Json[] | { [name: string]: Json };
export type JsonObject = { [name: string]: Json };

/** The part of JSON Schema (2020-12) that a form can be made of. What is not here is left to whoever checks the whole. */
export interface FormSchema {
  readonly kind: 'string' | 'number' | 'integer' | 'boolean' | 'array' | 'object' | 'other';
  readonly title?: string;
  readonly description?: string;
  readonly default?: Json;
  readonly options?: Json[];
  readonly minimum?: number;
  readonly maximum?: number;
  readonly exclusiveMinimum?: number;
  readonly exclusiveMaximum?: number;
  readonly multipleOf?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
  readonly items?: FormSchema;
  readonly properties?: Readonly<Record<string, FormSchema>>;
  readonly required?: readonly string[];
  /** Whether names that the schema does not list are refused. */
  readonly closed?: boolean;
}

const kinds = ['string', 'number', 'integer', 'boolean', 'array', 'object'] as const;
/** Deeper than this nothing is made of a stranger's schema. */
const deepest = 8;
/** An expression of a stranger may stall a page: longer ones are not tried. */
const longestPattern = 200;

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * A value that was parsed as JSON or stands in a document that was.
 * Guarantee: documents are read by JSON.parse alone.
 */
const json = (value: unknown): Json => value as Json;

/**
 * Reads what a form can show of a JSON Schema; parts that it cannot become `other`, which is written as JSON.
 * @example readFormSchema({ type: 'object', properties: { folds: { type: 'integer', minimum: 2 } }, required: ['folds'] })
 */
export function readFormSchema(schema: unknown, depth = 0): FormSchema {
  if (!isRecord(schema) || depth > deepest) return { kind: 'other' };
  const kind = kinds.find((each) => each === schema['type']) ?? 'other';
  const properties = isRecord(schema['properties']) ? schema['properties'] : {};
  return {
    kind: kind === 'other' && Array.isArray(schema['enum']) ? 'string' : kind,
    ...words(schema),
    ...figures(schema),
    ...(schema['default'] === undefined ? {} : { default: json(schema['default']) }),
    ...(schema['const'] === undefined ? {} : { options: [json(schema['const'])] }),
    ...(Array.isArray(schema['enum']) ? { options: schema['enum'].map(json) } : {}),
    ...(typeof schema['pattern'] === 'string' && schema['pattern'].length <= longestPattern
      ? { pattern: schema['pattern'] }
      : {}),
    ...(schema['uniqueItems'] === true ? { uniqueItems: true } : {}),
    ...(schema['items'] === undefined ? {} : { items: readFormSchema(schema['items'], depth + 1) }),
    ...(kind === 'object'
      ? {
          properties: Object.fromEntries(
            Object.entries(properties).map(([name, each]) => [name, readFormSchema(each, depth + 1)]),
          ),
          required: Array.isArray(schema['required']) ? schema['required'].map(String) : [],
          closed: schema['additionalProperties'] === false,
        }
      : {}),
  };
}

function words(schema: Readonly<Record<string, unknown>>): Pick<FormSchema, 'title' | 'description'> {
  const { title, description } = schema;
  return {
    ...(typeof title === 'string' ? { title } : {}),
    ...(typeof description === 'string' ? { description } : {}),
  };
}

const figureNames = [
  'minimum',
  'maximum',
  'exclusiveMinimum',
  'exclusiveMaximum',
  'multipleOf',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
] as const;

function figures(schema: Readonly<Record<string, unknown>>): Pick<FormSchema, (typeof figureNames)[number]> {
  return Object.fromEntries(
    figureNames.flatMap((name) => (typeof schema[name] === 'number' ? [[name, schema[name]]] : [])),
  );
}

/** What a form begins with: the defaults of the schema, and nothing where it has none. */
export function defaultsOf(schema: FormSchema): Json | undefined {
  if (schema.default !== undefined) return schema.default;
  if (schema.kind !== 'object') return undefined;
  const required = schema.required ?? [];
  return Object.fromEntries(
    Object.entries(schema.properties ?? {}).flatMap(([name, each]) => {
      const value = each.kind === 'object' && !required.includes(name) ? each.default : defaultsOf(each);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}
