import { ensureEngine } from '../engine.ts';
import { startStack, type StartStackParameters, type Stack } from './start.ts';

/** A stack together with the engine that it runs on, for a test file. */
export interface StackLease {
  readonly stack: Stack;
  readonly socketPath: string;
  stop(): Promise<void>;
}

/** Finds or starts an engine and starts a stack on it; `stop` ends both, whatever one of them says. */
export async function leaseStack(
  parameters: Omit<StartStackParameters, 'socketPath'> = {},
): Promise<StackLease> {
  const engine = await ensureEngine({ log: () => undefined, assumeYes: true });
  try {
    const stack = await startStack({ ...parameters, socketPath: engine.socketPath });
    return {
      stack,
      socketPath: engine.socketPath,
      stop: () => stack.stop().finally(() => engine.stop()),
    };
  } catch (error) {
    await engine.stop();
    throw error;
  }
}
