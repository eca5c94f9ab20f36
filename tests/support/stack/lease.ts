import { ensureEngine } from '../engine.ts';
import { ensureRunnerImage } from '../images.ts';
import { startStack, type StartStackParameters, type Stack } from './start.ts';

/** A stack together with the engine that it runs on, for a test file. */
export interface StackLease {
  readonly stack: Stack;
  readonly socketPath: string;
  /** Id of the image that runs ONNX algorithms, where it was asked for. */
  readonly onnxRunner: string | undefined;
  stop(): Promise<void>;
}

/** Finds or starts an engine and starts a stack on it; `stop` ends both, whatever one of them says. */
export async function leaseStack(
  parameters: Omit<StartStackParameters, 'socketPath' | 'onnxRunner'> & { withOnnxRunner?: boolean } = {},
): Promise<StackLease> {
  const { withOnnxRunner = false, ...rest } = parameters;
  const engine = await ensureEngine({ log: () => undefined, assumeYes: true });
  try {
    const onnxRunner = withOnnxRunner ? await ensureRunnerImage(engine, { log: () => undefined }) : undefined;
    const stack = await startStack({ ...rest, onnxRunner, socketPath: engine.socketPath });
    return {
      stack,
      socketPath: engine.socketPath,
      onnxRunner,
      stop: async () => {
        try {
          await stack.stop();
        } finally {
          await engine.stop();
        }
      },
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
