import { canonicalJson } from '@atoll/schemas/canonical-json';
import { type ManifestChange, manifestParts } from '@atoll/schemas/desk';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';

type Part = ManifestChange['part'];
interface Difference {
  readonly pointer: string;
  readonly before: unknown;
  readonly after: unknown;
}

/** Above this many differences in the parameters' schema it is shown as one. */
const mostParameterChanges = 200;

/**
 * What is different in the later of two manifests, as JSON pointers, what matters most to the privacy of the data first: what may leave,
 * then what runs, then what it is told, then what it uses. Within a part, what widens comes before what narrows.
 *
 * Outputs are compared by name, the entrypoint as a whole (its order is its meaning), a resource and a variable each for itself. Where
 * an image comes from says nothing about what it is, so that comes last.
 *
 * @param runner digests of the image that ran ONNX files when the earlier one was approved, and of the one that would run the later now
 * @example diffManifests(approved, asked)[0] // { part: 'outputs', pointer: '/outputs/0/maxBytes', change: 'changed', widens: true, … }
 */
export function diffManifests(
  before: AlgorithmManifest,
  after: AlgorithmManifest,
  runner?: { readonly before: string | undefined; readonly after: string | undefined },
): ManifestChange[] {
  const changes = [
    ...outputChanges(before, after),
    ...imageChanges(before, after),
    ...(before.onnx === undefined || after.onnx === undefined || runner === undefined
      ? []
      : of('image', [{ pointer: '/image', before: runner.before, after: runner.after }])),
    ...of('onnx', [{ pointer: '/onnx', before: before.onnx, after: after.onnx }]),
    ...of('entrypoint', [{ pointer: '/entrypoint', before: before.entrypoint, after: after.entrypoint }]),
    ...of('environment', fieldsOf('/environment', before.environment, after.environment)),
    ...of('workingDirectory', [
      { pointer: '/workingDirectory', before: before.workingDirectory, after: after.workingDirectory },
    ]),
    ...parameterChanges(before, after),
    ...of('resources', fieldsOf('/resources', before.resources, after.resources)),
    ...of('maxSeconds', [{ pointer: '/maxSeconds', before: before.maxSeconds, after: after.maxSeconds }]),
    ...of('providers', [{ pointer: '/providers', before: before.providers, after: after.providers }]),
  ];
  const rank = (part: Part) => manifestParts.indexOf(part);
  return changes.toSorted(
    (a, b) =>
      rank(a.part) - rank(b.part) || Number(b.widens) - Number(a.widens) || compare(a.pointer, b.pointer),
  );
}

/** Differences as changes; what is equal gives none. */
function of(part: Part, differences: Iterable<Difference>): ManifestChange[] {
  return [...differences].flatMap(({ pointer, before, after }): ManifestChange[] => {
    if (equal(before, after)) return [];
    if (before === undefined) return [{ part, pointer, change: 'added', after, widens: true }];
    if (after === undefined)
      // A limit or a list of providers that is gone leaves more open; anything else that is gone leaves less.
      return [{ part, pointer, change: 'removed', before, widens: part === 'providers' }];
    return [{ part, pointer, change: 'changed', before, after, widens: widens(before, after) }];
  });
}

function widens(before: unknown, after: unknown): boolean {
  return typeof before !== 'number' || typeof after !== 'number' || after > before;
}

/** Each output by its name: what may leave is the first thing to look at. */
function outputChanges(before: AlgorithmManifest, after: AlgorithmManifest): ManifestChange[] {
  const names = new Set([...before.outputs, ...after.outputs].map(({ name }) => name));
  return [...names].flatMap((name) => {
    const old = before.outputs.findIndex((output) => output.name === name);
    const now = after.outputs.findIndex((output) => output.name === name);
    const [was, is] = [before.outputs[old], after.outputs[now]];
    if (was === undefined || is === undefined)
      return of('outputs', [{ pointer: `/outputs/${is === undefined ? old : now}`, before: was, after: is }]);
    return of('outputs', fieldsOf(`/outputs/${now}`, was, is)).map((change) =>
      // Fewer rows at most, or a sentence of explanation, leaves less; no limit any more leaves more.
      change.pointer.endsWith('/description')
        ? { ...change, widens: false }
        : change.pointer.endsWith('/maxRows') && change.change !== 'changed'
          ? { ...change, widens: change.change === 'removed' }
          : change.pointer.endsWith('/precision')
            ? { ...change, widens: (is.precision ?? 6) > (was.precision ?? 6) }
            : change.pointer.endsWith('/required')
              ? { ...change, widens: false }
              : change,
    );
  });
}

function imageChanges(before: AlgorithmManifest, after: AlgorithmManifest): ManifestChange[] {
  const [was, is] = [before.image, after.image];
  if (was === undefined || is === undefined)
    return of('image', [{ pointer: '/image', before: was, after: is }]);
  const { manifestDigest: old, ...oldSource } = was;
  const { manifestDigest: now, ...nowSource } = is;
  return [
    ...of('image', [{ pointer: '/image/manifestDigest', before: old, after: now }]),
    ...of('imageSource', fieldsOf('/image', oldSource, nowSource)),
  ];
}

/** The schema node by node; one that has little to do with the former is shown as one change. */
function parameterChanges(before: AlgorithmManifest, after: AlgorithmManifest): ManifestChange[] {
  const differences = [...walk('/parameters', before.parameters, after.parameters)];
  if (differences.length <= mostParameterChanges) return of('parameters', differences);
  return of('parameters', [{ pointer: '/parameters', before: before.parameters, after: after.parameters }]);
}

function* walk(pointer: string, before: unknown, after: unknown): Generator<Difference> {
  if (equal(before, after)) return;
  if (isRecord(before) && isRecord(after))
    for (const key of keysOf(before, after))
      yield* walk(`${pointer}/${escape(key)}`, own(before, key), own(after, key));
  else yield { pointer, before, after };
}

function* fieldsOf(pointer: string, before: object, after: object): Generator<Difference> {
  const [was, is] = [new Map(Object.entries(before)), new Map(Object.entries(after))];
  for (const key of keysOf(before, after))
    yield { pointer: `${pointer}/${escape(key)}`, before: was.get(key), after: is.get(key) };
}

const keysOf = (before: object, after: object) => new Set([...Object.keys(before), ...Object.keys(after)]);
const own = (record: Readonly<Record<string, unknown>>, key: string): unknown =>
  Object.hasOwn(record, key) ? record[key] : undefined;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
const equal = (a: unknown, b: unknown) =>
  a === b || (a !== undefined && b !== undefined && canonicalJson(a) === canonicalJson(b));
/** RFC 6901 */
const escape = (key: string) => key.replaceAll('~', '~0').replaceAll('/', '~1');
const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
