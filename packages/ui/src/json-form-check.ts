import type { FormSchema, Json, JsonObject } from './json-form-schema.ts';

/** A place in a value (JSON pointer, RFC 6901) and what is wrong there, in words. */
export interface Fault {
  readonly pointer: string;
  readonly wrong: string;
}

/** The pointer of a member. */
export const below = (pointer: string, name: string | number): string =>
  `${pointer}/${String(name).replaceAll('~', '~0').replaceAll('/', '~1')}`;

export const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isList = (value: Json | undefined): value is Json[] => Array.isArray(value);

/**
 * What is wrong with a value, by place; empty where the schema's part that a form knows is met.
 * @example checkJson(schema, { folds: 1 }) // [{ pointer: '/folds', wrong: 'At least 2' }]
 */
export function checkJson(schema: FormSchema, value: Json | undefined, pointer = ''): Fault[] {
  const one = (wrong: string | undefined): Fault[] => (wrong === undefined ? [] : [{ pointer, wrong }]);
  if (value === undefined) return one('Fill this in');
  if (schema.options !== undefined) {
    const text = JSON.stringify(value);
    return schema.options.some((each) => JSON.stringify(each) === text)
      ? []
      : one(`Choose one of ${schema.options.map((each) => JSON.stringify(each)).join(', ')}`);
  }
  switch (schema.kind) {
    case 'other':
      return [];
    case 'boolean':
      return typeof value === 'boolean' ? [] : one('Choose yes or no');
    case 'number':
    case 'integer':
      return one(wrongNumber(schema, value));
    case 'string':
      return one(wrongText(schema, value));
    case 'array':
      return isList(value) ? wrongList(schema, value, pointer) : one('Write a list');
    case 'object':
      return isObject(value) ? wrongObject(schema, value, pointer) : one('Write an object');
  }
}

function wrongNumber(schema: FormSchema, value: Json): string | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value)) return 'Write a number';
  if (schema.kind === 'integer' && !Number.isInteger(value)) return 'Write a whole number';
  const { minimum, maximum, exclusiveMinimum, exclusiveMaximum, multipleOf } = schema;
  if (minimum !== undefined && value < minimum) return `At least ${minimum}`;
  if (maximum !== undefined && value > maximum) return `At most ${maximum}`;
  if (exclusiveMinimum !== undefined && value <= exclusiveMinimum) return `More than ${exclusiveMinimum}`;
  if (exclusiveMaximum !== undefined && value >= exclusiveMaximum) return `Less than ${exclusiveMaximum}`;
  if (multipleOf !== undefined && multipleOf > 0) {
    const times = value / multipleOf;
    if (Math.abs(times - Math.round(times)) > 1e-9) return `A multiple of ${multipleOf}`;
  }
  return undefined;
}

function wrongText(schema: FormSchema, value: Json): string | undefined {
  if (typeof value !== 'string') return 'Write text';
  const { minLength, maxLength, pattern } = schema;
  // JSON Schema counts characters, not UTF-16 units
  const length = [...value].length;
  if (minLength !== undefined && length < minLength) return `At least ${minLength} characters`;
  if (maxLength !== undefined && length > maxLength) return `At most ${maxLength} characters`;
  if (pattern !== undefined && !fits(pattern, value)) return `It has to fit the pattern ${pattern}`;
  return undefined;
}

/** An expression that does not compile refuses nothing here: whoever checks the whole says so. */
function fits(pattern: string, value: string): boolean {
  let expression: RegExp;
  try {
    expression = new RegExp(pattern, 'u');
  } catch (error) {
    if (error instanceof SyntaxError) return true;
    throw error;
  }
  return expression.test(value.slice(0, 10_000));
}

function wrongList(schema: FormSchema, value: readonly Json[], pointer: string): Fault[] {
  const { minItems, maxItems, uniqueItems, items } = schema;
  const own: Fault[] = [];
  if (minItems !== undefined && value.length < minItems) own.push({ pointer, wrong: `At least ${minItems}` });
  if (maxItems !== undefined && value.length > maxItems) own.push({ pointer, wrong: `At most ${maxItems}` });
  if (uniqueItems === true && new Set(value.map((each) => JSON.stringify(each))).size < value.length)
    own.push({ pointer, wrong: 'Each only once' });
  if (items === undefined) return own;
  return [...own, ...value.flatMap((each, index) => checkJson(items, each, below(pointer, index)))];
}

function wrongObject(schema: FormSchema, value: JsonObject, pointer: string): Fault[] {
  const { properties = {}, required = [], closed = false } = schema;
  const missing = required
    .filter((name) => value[name] === undefined)
    .map((name) => ({ pointer: below(pointer, name), wrong: 'Fill this in' }));
  const unknown = closed
    ? Object.keys(value)
        .filter((name) => !Object.hasOwn(properties, name))
        .map((name) => ({ pointer: below(pointer, name), wrong: 'The algorithm knows no such parameter' }))
    : [];
  const members = Object.entries(properties).flatMap(([name, each]) =>
    value[name] === undefined ? [] : checkJson(each, value[name], below(pointer, name)),
  );
  return [...missing, ...unknown, ...members];
}
