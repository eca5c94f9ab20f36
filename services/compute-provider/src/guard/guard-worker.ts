import { parentPort, workerData } from 'node:worker_threads';
import { buildFingerprints } from './build-fingerprints.ts';
import { type GuardReply, type GuardTask } from './guard-task.ts';
import { scanOutputs } from './scan-outputs.ts';

/** Only `run-guard.ts` starts this thread, with a task of this type. */
function taskOf(data: unknown): GuardTask {
  return data as GuardTask;
}

const given = taskOf(workerData);
const reply: GuardReply =
  given.task === 'build'
    ? { task: 'build', result: await buildFingerprints(given.input) }
    : { task: 'scan', result: await scanOutputs(given.input) };
parentPort?.postMessage(reply);
