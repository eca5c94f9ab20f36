import fc from 'fast-check';
import { z } from 'zod';

/** The parts of a JSON Schema that descriptions of Atoll's services use. */
export interface Schema {
  readonly $ref?: string | undefined;
  readonly type?: string | readonly string[] | undefined;
  readonly enum?: readonly unknown[] | undefined;
  readonly const?: unknown;
  readonly anyOf?: readonly Schema[] | undefined;
  readonly oneOf?: readonly Schema[] | undefined;
  readonly allOf?: readonly Schema[] | undefined;
  readonly pattern?: string | undefined;
  readonly format?: string | undefined;
  readonly description?: string | undefined;
  readonly minLength?: number | undefined;
  readonly maxLength?: number | undefined;
  readonly minimum?: number | undefined;
  readonly maximum?: number | undefined;
  readonly exclusiveMinimum?: number | undefined;
  readonly exclusiveMaximum?: number | undefined;
  readonly items?: Schema | undefined;
  readonly minItems?: number | undefined;
  readonly maxItems?: number | undefined;
  readonly properties?: Readonly<Record<string, Schema>> | undefined;
  readonly required?: readonly string[] | undefined;
}

export const Schema: z.ZodType<Schema> = z.looseObject({
  $ref: z.string().optional(),
  type: z.union([z.string(), z.array(z.string())]).optional(),
  enum: z.array(z.unknown()).optional(),
  const: z.unknown().optional(),
  anyOf: z.array(z.lazy(() => Schema)).optional(),
  oneOf: z.array(z.lazy(() => Schema)).optional(),
  allOf: z.array(z.lazy(() => Schema)).optional(),
  pattern: z.string().optional(),
  format: z.string().optional(),
  description: z.string().optional(),
  minLength: z.number().optional(),
  maxLength: z.number().optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
  exclusiveMinimum: z.number().optional(),
  exclusiveMaximum: z.number().optional(),
  items: z.lazy(() => Schema).optional(),
  minItems: z.number().optional(),
  maxItems: z.number().optional(),
  properties: z
    .record(
      z.string(),
      z.lazy(() => Schema),
    )
    .optional(),
  required: z.array(z.string()).optional(),
});

/** What people send who mean no good, and what breaks parsers. */
export const hostile = [
  `'; drop table jobs; --`,
  `1) or (1=1`,
  '${7*7}',
  '$1::text',
  '\\x00',
  '\u0000',
  '%00',
  '\ud800',
  '"><script>alert(1)</script>',
  '../../etc/passwd',
  '-1',
  '1e400',
  '9'.repeat(80),
  '0x',
  '{}',
  '[]',
  'null',
  '__proto__',
  'constructor',
  'a'.repeat(3000),
  '',
  ' ',
];

/** Any text, hostile ones among it. */
export const anyText = (likely: readonly string[]): fc.Arbitrary<string> =>
  fc.oneof(fc.constantFrom(...likely, ...hostile), fc.string({ unit: 'binary', maxLength: 60 }));

/** Any JSON, hostile texts among it. */
const anyJson = (likely: readonly string[]): fc.Arbitrary<unknown> =>
  fc.oneof(
    anyText(likely),
    fc.jsonValue({ maxDepth: 3 }),
    fc.constantFrom(-1, 2 ** 53, 1.5, true, null, [], {}),
  );

function fits(text: string, { pattern, minLength = 0, maxLength = Infinity }: Schema): boolean {
  if (text.length < minLength || text.length > maxLength) return false;
  return pattern === undefined || new RegExp(pattern, 'u').test(text);
}

const twoDigits = (number: number): string => String(number).padStart(2, '0');
const day = fc
  .record({ year: fc.integer({ min: 1971, max: 2030 }), month: fc.integer({ min: 1, max: 12 }) })
  .chain(({ year, month }) =>
    fc.integer({ min: 1, max: 28 }).map((date) => `${year}-${twoDigits(month)}-${twoDigits(date)}`),
  );

/** A pattern's own texts, where they can be made. */
function matching(pattern: string): fc.Arbitrary<string> | undefined {
  try {
    return fc.stringMatching(new RegExp(pattern, 'u'));
  } catch {
    // it looks ahead or behind, which cannot be made; a likely value has to do
    return undefined;
  }
}

function text(schema: Schema, likely: readonly string[]): fc.Arbitrary<string> {
  if (schema.format === 'date') return day;
  if (schema.format === 'date-time') return day.map((date) => `${date}T12:00:00Z`);
  const fitting = likely.filter((each) => fits(each, schema));
  const made =
    schema.pattern === undefined
      ? fc.string({ minLength: schema.minLength ?? 0, maxLength: Math.min(schema.maxLength ?? 40, 40) })
      : matching(schema.pattern);
  if (fitting.length === 0) return made ?? fc.constantFrom(...likely);
  const known = fc.constantFrom(...fitting);
  return made === undefined
    ? known
    : fc.oneof({ weight: 3, arbitrary: known }, { weight: 1, arbitrary: made });
}

function number(schema: Schema, whole: boolean): fc.Arbitrary<number> {
  const min = schema.exclusiveMinimum === undefined ? (schema.minimum ?? 0) : schema.exclusiveMinimum + 1;
  const max =
    schema.exclusiveMaximum === undefined ? (schema.maximum ?? 2 ** 40) : schema.exclusiveMaximum - 1;
  const low = Math.max(min, Number.MIN_SAFE_INTEGER);
  const high = Math.min(max, Number.MAX_SAFE_INTEGER);
  const integers = fc.oneof(
    fc.integer({ min: low, max: Math.min(high, low + 100) }),
    fc.integer({ min: low, max: high }),
  );
  return whole ? integers : fc.oneof(integers, fc.double({ min: low, max: high, noNaN: true }));
}

/** Resolves a reference within the description. */
export type Resolve = (reference: string) => Schema;

/** Values that a schema admits. */
export function valuesOf(schema: Schema, resolve: Resolve, likely: readonly string[]): fc.Arbitrary<unknown> {
  const of = (inner: Schema) => valuesOf(inner, resolve, likely);
  if (schema.$ref !== undefined) return of(resolve(schema.$ref));
  if (schema.const !== undefined) return fc.constant(schema.const);
  if (schema.enum !== undefined) return fc.constantFrom(...schema.enum);
  const choices = schema.anyOf ?? schema.oneOf;
  if (choices !== undefined && choices.length > 0) return fc.oneof(...choices.map(of));
  if (schema.allOf !== undefined) {
    return fc.tuple(...schema.allOf.map(of)).map((parts) => Object.assign({}, ...parts));
  }
  const [type] = [schema.type ?? 'any'].flat();
  switch (type) {
    case 'string':
      return text(schema, likely);
    case 'integer':
      return number(schema, true);
    case 'number':
      return number(schema, false);
    case 'boolean':
      return fc.boolean();
    case 'null':
      return fc.constant(null);
    case 'array':
      return fc.array(of(schema.items ?? {}), {
        minLength: schema.minItems ?? 0,
        maxLength: Math.min(schema.maxItems ?? 4, Math.max(schema.minItems ?? 0, 4)),
      });
    case 'object': {
      const properties = Object.entries(schema.properties ?? {});
      const required = new Set(schema.required ?? []);
      return fc.record(Object.fromEntries(properties.map(([name, each]) => [name, of(each)])), {
        requiredKeys: properties.map(([name]) => name).filter((name) => required.has(name)),
      });
    }
    default:
      return anyJson(likely);
  }
}

/** A value that a schema admits, in which one thing was made wrong. */
export function spoiled(good: fc.Arbitrary<unknown>, likely: readonly string[]): fc.Arbitrary<unknown> {
  return fc.tuple(good, fc.nat(), anyJson(likely), fc.boolean()).map(([value, at, wrong, remove]) => {
    const copy: unknown = structuredClone(value);
    const places = placesIn(copy);
    const place = places[at % Math.max(1, places.length)];
    if (place === undefined) return wrong;
    if (remove) Reflect.deleteProperty(place.holder, place.key);
    else Reflect.set(place.holder, place.key, wrong);
    return copy;
  });
}

function placesIn(value: unknown): { holder: object; key: string }[] {
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [{ holder: value, key }, ...placesIn(inner)]);
}
