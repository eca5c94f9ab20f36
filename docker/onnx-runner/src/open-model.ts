import { existsSync } from 'node:fs';
import { InferenceSession, listSupportedBackends } from 'onnxruntime-node';
import { Refusal } from './refusal.ts';

/** What computed, and why it was not a GPU where it was none. */
export interface Execution {
  readonly provider: 'cpu' | 'cuda';
  readonly reason?: string;
}

export interface Model {
  readonly session: InferenceSession;
  readonly execution: Execution;
}

/**
 * Opens the model, on a GPU where the job has one and this image can use it, else on the processor, with the reason.
 * @throws Refusal where the runtime does not take the model
 */
export async function openModel(path: string, task: { threads: number; gpus: number }): Promise<Model> {
  const options: InferenceSession.SessionOptions = {
    intraOpNumThreads: task.threads,
    interOpNumThreads: 1,
    executionMode: 'sequential',
    graphOptimizationLevel: 'all',
    // Warnings of the runtime name nodes of the model; errors are thrown.
    logSeverityLevel: 3,
  };
  const obstacle = obstacleToCuda(task.gpus);
  if (obstacle === undefined) {
    try {
      const session = await InferenceSession.create(path, {
        ...options,
        executionProviders: ['cuda', 'cpu'],
      });
      return { session, execution: { provider: 'cuda' } };
    } catch (error) {
      process.stderr.write(`CUDA could not be started: ${textOf(error)}\n`);
    }
  }
  try {
    const session = await InferenceSession.create(path, { ...options, executionProviders: ['cpu'] });
    return {
      session,
      execution: { provider: 'cpu', reason: obstacle ?? 'CUDA could not be started with this model' },
    };
  } catch (cause) {
    throw new Refusal(`the model cannot be run: ${textOf(cause)}`, { cause });
  }
}

function obstacleToCuda(gpus: number): string | undefined {
  if (gpus === 0) return 'the algorithm asks for no GPU';
  if (!existsSync('/dev/nvidiactl')) return 'the sandbox has no GPU';
  // The binding names CUDA on every Linux; what is missing in an image for processors is the library, which creating a session tells.
  return listSupportedBackends().some(({ name }) => name === 'cuda')
    ? undefined
    : 'the runner image has no CUDA';
}

const textOf = (error: unknown): string =>
  error instanceof Error ? error.message.slice(0, 500) : String(error);
