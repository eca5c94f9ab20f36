import { createHash } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { Readable } from 'node:stream';
import { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import { ensureRunnerImage } from '@atoll/tests/support/images';
import Docker from 'dockerode';
import { extract } from 'tar-stream';
import { beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { testedRuntimes, useEngine } from '../engine/docker/engine-fixture.ts';
import { leastResources, programOf } from './program.ts';

const examples = resolve(import.meta.dirname, '../../../../examples');
const rowsOfExample = 569;

/** Debian's packages of libraries; those that are not named are of the C library. */
const packageOf: Readonly<Record<string, string>> = { libgcc_s: 'libgcc-s1', 'libstdc++': 'libstdc++6' };

/** Names of the files of an archive. */
async function namesIn(archive: Readable): Promise<string[]> {
  const names: string[] = [];
  for await (const entry of archive.pipe(extract())) {
    if (entry.header.type === 'file') names.push(entry.header.name);
    entry.resume();
  }
  return names;
}

for (const { runtime, here } of await testedRuntimes()) {
  describe.runIf(here)(`the runner under ${runtime}, with the least that it may be given`, () => {
    const use = useEngine(`onnx-${runtime}`, runtime);
    let imageId: string;
    beforeAll(async () => {
      imageId = await ensureRunnerImage(use.lease, { log: () => undefined });
    }, 120_000);

    /** Scores the example's table, repeated, with a file as the model. */
    async function score(input: { model: Uint8Array; times?: number; parameters?: object }) {
      const specification = await use.specify('unused', {
        limits: { ...leastResources, outputBytes: 1 << 20, openFiles: 1024, wallSeconds: 120 },
      });
      const [folder = ''] = specification.inputs;
      const [header, ...rows] = (await readFile(join(examples, 'breast-cancer/data/wdbc.csv'), 'utf8'))
        .trim()
        .split('\n');
      const body = `${rows.join('\n')}\n`.repeat(input.times ?? 1);
      await writeFile(join(folder, 'rows.csv'), `${header}\n${body}`);
      const parameters = input.parameters ?? { label: 'diagnosis', positive: 'malignant' };
      await writeFile(specification.parametersFile, JSON.stringify(parameters));
      const file = join(folder, '../model.onnx');
      await writeFile(file, input.model);
      const manifest = AlgorithmManifest.parse({
        version: 1,
        onnx: { cid: 'bafkreihdwdcefgh4dqkjv67uzcmw7ojee6xedzdetojuzjevtenxquvyku', size: 1 },
        parameters: {},
        outputs: [{ name: 'summary.json', type: 'json', maxBytes: 16_384 }],
        resources: { cpus: 1, ...leastResources },
        maxSeconds: 60,
      });
      const sha256 = createHash('sha256').update(input.model).digest('hex');
      return use.runThrough({ ...specification, imageId, ...programOf(manifest), model: { file, sha256 } });
    }

    const exampleModel = () => readFile(join(examples, 'score-tumours/model.onnx'));

    it('holds the licence of each library of the system that it holds', async () => {
      const docker = new Docker({ socketPath: use.lease.socketPath });
      const container = await docker.createContainer({ Image: imageId, Cmd: ['none'] });
      onTestFinished(() => container.remove());
      const names = await namesIn(Readable.from(await container.getArchive({ path: '/usr' })));
      const libraries = names.flatMap((name) => /^usr\/lib.*\/([^/]+)\.so[.\d]*$/.exec(name)?.[1] ?? []);
      expect(libraries).toContain('libc');
      const packages = new Set(libraries.map((name) => packageOf[name] ?? 'libc6'));
      expect(packages.size).toBe(3);
      for (const name of packages) expect(names).toContain(`usr/share/doc/${name}/copyright`);
      expect(names).toContain('usr/share/common-licenses/GPL-3');
    });

    it('scores a table and says what computed it', async () => {
      const { end, left, log } = await score({ model: await exampleModel() });
      expect({ outcome: end.outcome, log }).toEqual({
        outcome: { kind: 'exited', code: 0 },
        log: expect.stringContaining(`scored ${rowsOfExample} rows`),
      });
      expect(left.map(({ path }) => path)).toEqual(['summary.json']);
      expect(JSON.parse(left[0]?.text ?? '')).toMatchObject({
        rows: rowsOfExample,
        execution: { provider: 'cpu', reason: 'the algorithm asks for no GPU' },
        quality: { confusionMatrix: { truePositive: 203, falsePositive: 1 } },
      });
    });

    it('scores three hundred times the table in the same memory', { timeout: 180_000 }, async () => {
      const times = 300;
      const { end, left } = await score({ model: await exampleModel(), times });
      expect(end.outcome).toEqual({ kind: 'exited', code: 0 });
      expect(JSON.parse(left[0]?.text ?? '')).toMatchObject({ rows: times * rowsOfExample });
      const { wallSeconds, peakMemoryBytes } = end.usage;
      console.log(
        `${runtime}: ${times * rowsOfExample} rows of 31 columns in ${wallSeconds.toFixed(1)} s, ` +
          `${Math.round((times * rowsOfExample) / wallSeconds)} a second, ${Math.round(peakMemoryBytes / 2 ** 20)} MiB at most`,
      );
    });

    it('ends with the reason where the model does not fit, and leaves nothing', async () => {
      const { end, left, log } = await score({ model: await exampleModel(), parameters: {} });
      expect(end.outcome).toEqual({ kind: 'exited', code: 1 });
      expect(log).toContain('the model takes 30 columns, the table has 31');
      expect(left).toEqual([]);
      const broken = await score({ model: Buffer.from('no model') });
      expect(broken.end.outcome).toEqual({ kind: 'exited', code: 1 });
      expect(broken.log).toContain('the model cannot be run');
    });
  });
}
