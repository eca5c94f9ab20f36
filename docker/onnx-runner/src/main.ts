import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Refusal } from './refusal.ts';
import { readParameters, readTask } from './task.ts';

/*
 * Scores the first dataset of a job with the model that stands beside it:
 *
 *   main.ts TASK [ROOT]
 *
 * TASK is JSON from the provider: { predictions?, summary?, threads, gpus }. Below ROOT (/atoll) lie model.onnx, inputs/0, parameters.json and
 * outputs. Exit code 0: all outputs of the task were written. 1: they were not, and why stands on stderr. 2: a fault of the runner.
 */
// The runtime reports its use to its maker unless it is told not to, when it is loaded. The sandbox has no network, but nothing is to be tried.
process.env['ORT_DISABLE_TELEMETRY'] = '1';
const { score } = await import('./score.ts');
const [taskText, root = '/atoll'] = process.argv.slice(2);
try {
  const rows = await score(
    { model: join(root, 'model.onnx'), input: join(root, 'inputs', '0'), outputs: join(root, 'outputs') },
    readTask(taskText),
    readParameters(await readFile(join(root, 'parameters.json'), 'utf8')),
  );
  process.stdout.write(`scored ${rows} rows\n`);
} catch (error) {
  process.stderr.write(
    error instanceof Refusal
      ? `${error.message}\n`
      : `${error instanceof Error ? error.stack : String(error)}\n`,
  );
  process.exitCode = error instanceof Refusal ? 1 : 2;
}
