import { constants, setPriority } from 'node:os';
import { parentPort, workerData } from 'node:worker_threads';
import { AtollError } from '@atoll/schemas/error';
import { verifyFolder } from '@atoll/storage/verify-folder';
import type { VerifyReply, VerifyTask } from './verify-task.ts';

/** `workerData` is what `verifyApart` of this very build sent. */
function taskOf(data: unknown): VerifyTask {
  return data as VerifyTask;
}

async function verify(task: VerifyTask): Promise<VerifyReply> {
  try {
    const { files } = await verifyFolder(task);
    return { files: files.map(({ path, modifiedNs }) => ({ path, modifiedNs })) };
  } catch (error) {
    if (error instanceof AtollError || (error instanceof Error && 'code' in error))
      return { changed: error.message };
    throw error;
  }
}

// On Linux a priority is a thread's own; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);
parentPort?.postMessage(await verify(taskOf(workerData)));
