import { expect, test } from 'vitest';
import { checkJson } from './json-form-check.ts';
import { defaultsOf, readFormSchema } from './json-form-schema.ts';

const schema = readFormSchema({
  type: 'object',
  properties: {
    folds: { type: 'integer', minimum: 2, maximum: 10, default: 5 },
    rate: { type: 'number', exclusiveMinimum: 0, multipleOf: 0.1 },
    kernel: { enum: ['linear', 'rbf'] },
    label: { type: 'string', minLength: 1, pattern: '^[a-z]+$' },
    columns: { type: 'array', items: { type: 'string' }, minItems: 1, uniqueItems: true },
    nested: { type: 'object', properties: { on: { type: 'boolean', default: false } }, required: ['on'] },
    free: { oneOf: [{ type: 'null' }] },
  },
  required: ['folds', 'kernel', 'nested'],
  additionalProperties: false,
});

test('a form begins with the defaults of the schema', () => {
  expect(defaultsOf(schema)).toEqual({ folds: 5, nested: { on: false } });
});

test('a value that the schema allows has no fault', () => {
  const value = {
    folds: 3,
    rate: 0.3,
    kernel: 'rbf',
    label: 'abc',
    columns: ['a', 'b'],
    nested: { on: true },
    free: null,
  };
  expect(checkJson(schema, value)).toEqual([]);
});

test('each fault is told at its place', () => {
  const value = {
    folds: 1.5,
    rate: 0,
    kernel: 'poly',
    label: 'A',
    columns: ['a', 'a', 3],
    nested: {},
    extra: 1,
  };
  expect(Object.fromEntries(checkJson(schema, value).map(({ pointer, wrong }) => [pointer, wrong]))).toEqual({
    '/extra': 'The algorithm knows no such parameter',
    '/folds': 'Write a whole number',
    '/rate': 'More than 0',
    '/kernel': 'Choose one of "linear", "rbf"',
    '/label': 'It has to fit the pattern ^[a-z]+$',
    '/columns': 'Each only once',
    '/columns/2': 'Write text',
    '/nested/on': 'Fill this in',
  });
});

test('bounds are inclusive or not as the schema says, and lengths count characters', () => {
  expect(checkJson(readFormSchema({ type: 'number', minimum: 1, maximum: 2 }), 2)).toEqual([]);
  expect(checkJson(readFormSchema({ type: 'number', exclusiveMaximum: 2 }), 2)).toHaveLength(1);
  expect(checkJson(readFormSchema({ type: 'string', maxLength: 1 }), '😀')).toEqual([]);
});

test('a schema that is deep, odd or no schema at all becomes a field for JSON', () => {
  expect(readFormSchema(7)).toEqual({ kind: 'other' });
  expect(readFormSchema({ $ref: '#/a' })).toEqual({ kind: 'other' });
  expect(checkJson(readFormSchema({ type: 'string', pattern: '(' }), 'x')).toEqual([]);
});
