import { describe, expect, test } from 'vitest';
import { compileParameters } from './parameters.ts';

const schema = {
  type: 'object',
  properties: { folds: { type: 'integer', minimum: 2 }, kind: { enum: ['tree', 'linear'] } },
  required: ['folds'],
  additionalProperties: false,
};
const code = (expected: string) => expect.objectContaining({ code: expected });

describe('parameters', () => {
  test('what matches passes', () => {
    expect(() => compileParameters(schema)({ folds: 5, kind: 'tree' })).not.toThrow();
  });
  test.each([
    [{ folds: 1 }, '/folds'],
    [{ folds: 2, kind: 'forest' }, '/kind'],
    [{}, '/'],
    [{ folds: 2, more: 1 }, '/'],
  ])('%j is invalid_parameters that names %s', (value, path) => {
    expect(() => compileParameters(schema)(value)).toThrow(
      expect.objectContaining({ code: 'invalid_parameters', data: expect.objectContaining({ path }) }),
    );
  });
  test.each([
    { type: 'objekt' },
    { type: 'object', propertees: {} },
    { $ref: 'https://example.com/schema.json' },
    { type: 'string', pattern: '(a+)+$' },
  ])('the schema %j is refused before any order', (wrong) => {
    expect(() => compileParameters(wrong)).toThrow(code('malformed_metadata'));
  });
});
