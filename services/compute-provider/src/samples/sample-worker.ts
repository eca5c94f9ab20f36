import { parentPort, workerData } from 'node:worker_threads';
import { AtollError } from '@atoll/schemas/error';
import { makeSampleFolder } from './make-sample-folder.ts';
import { secureRandom, seededRandom } from './random.ts';
import type { SampleReply, SampleTask } from './sample-task.ts';

/** Only `run-sampler.ts` starts this thread, with a task of this type. */
function taskOf(data: unknown): SampleTask {
  return data as SampleTask;
}

async function answer({ input, seed }: SampleTask): Promise<SampleReply> {
  const random = seed === undefined ? secureRandom() : seededRandom(seed);
  try {
    return { made: await makeSampleFolder({ ...input, random }) };
  } catch (error) {
    if (!(error instanceof AtollError)) throw error;
    const { code, message, hint, data } = error;
    if (code !== 'invalid_parameters' && code !== 'payload_too_large' && code !== 'source_refused')
      throw error;
    return { refused: { code, message, hint, data } };
  }
}

parentPort?.postMessage(await answer(taskOf(workerData)));
