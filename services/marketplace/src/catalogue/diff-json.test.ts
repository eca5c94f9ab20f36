import fc from 'fast-check';
import { expect, test } from 'vitest';
import { diffJson, equalJson } from './diff-json.ts';

/** Applies operations of RFC 6902, as any reader of a diff would. */
function apply(root: unknown, changes: ReturnType<typeof diffJson>): unknown {
  const box = { root: structuredClone(root) };
  for (const { op, path, value } of changes) {
    const keys = ['root', ...path.split('/').slice(1)].map((key) =>
      key.replaceAll('~1', '/').replaceAll('~0', '~'),
    );
    const last = keys.pop() ?? '';
    let parent: unknown = box;
    for (const key of keys) parent = Reflect.get(Object(parent), key);
    if (Array.isArray(parent)) {
      if (op === 'remove') parent.splice(Number(last), 1);
      else parent.splice(Number(last), op === 'add' ? 0 : 1, value);
    } else if (op === 'remove') Reflect.deleteProperty(Object(parent), last);
    else Reflect.set(Object(parent), last, value);
  }
  return box.root;
}

test('a field that was added, removed or changed is named with both values', () => {
  expect(diffJson({ a: 1, 'b/c': 2, d: 3 }, { a: 1, 'b/c': 5, e: 4 })).toEqual([
    { op: 'replace', path: '/b~1c', before: 2, value: 5 },
    { op: 'remove', path: '/d', before: 3 },
    { op: 'add', path: '/e', value: 4 },
  ]);
});

test('a column that was put in between is one change', () => {
  const field = (id: string, type = 'sc:Text') => ({ '@id': id, dataType: type });
  const before = { field: [field('a'), field('b'), field('c')] };
  const after = { field: [field('a'), field('new'), field('b'), field('c', 'sc:Float')] };
  expect(diffJson(before, after)).toEqual([
    { op: 'add', path: '/field/1', value: field('new') },
    { op: 'replace', path: '/field/3/dataType', before: 'sc:Text', value: 'sc:Float' },
  ]);
});

test('applied in order, the changes lead from any value to any other; none are made between equal ones', () => {
  const name = fc.constantFrom('a', 'b', 'c', 'd/e', '~', '');
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { maxDepth: 4 },
      fc.integer({ min: 0, max: 3 }),
      fc.constantFrom('x', 'y', null, true),
      fc.array(tie('value'), { maxLength: 5 }),
      fc.array(fc.record({ '@id': name, of: fc.integer({ min: 0, max: 2 }) }), { maxLength: 6 }),
      fc.dictionary(name, tie('value'), { maxKeys: 5 }),
    ),
  }));
  fc.assert(
    fc.property(value, value, (before, after) => {
      const changes = diffJson(before, after);
      expect(equalJson(apply(before, changes), after)).toBe(true);
      expect(diffJson(before, structuredClone(before))).toEqual([]);
    }),
    { numRuns: 300 },
  );
});
