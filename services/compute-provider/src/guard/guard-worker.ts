import { parentPort, workerData } from 'node:worker_threads';
import type { GuardReply, GuardTask } from './guard-task.ts';

/** Only `run-guard.ts` starts this thread, with a task of this type. */
function taskOf(data: unknown): GuardTask {
  return data as GuardTask;
}

async function answer(given: GuardTask): Promise<GuardReply> {
  switch (given.task) {
    case 'build': {
      const { buildFingerprints } = await import('./build-fingerprints.ts');
      return { task: 'build', result: await buildFingerprints(given.input) };
    }
    case 'scan': {
      const { scanOutputs } = await import('./scan-outputs.ts');
      return { task: 'scan', result: await scanOutputs(given.input) };
    }
  }
}

parentPort?.postMessage(await answer(taskOf(workerData)));
