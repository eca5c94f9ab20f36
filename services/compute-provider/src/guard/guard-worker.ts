import { flushCompileCache } from 'node:module';
import type { GuardReply, GuardTask, ScanInput } from './guard-task.ts';

/** Only `run-guard.ts` starts this process, and sends it one task of this type. */
function taskOf(message: unknown): GuardTask {
  return message as GuardTask;
}

/** What was compiled is kept before anything that an enemy wrote is read: the process is killed once it has answered, and keeps nothing then. */
async function answer(given: GuardTask): Promise<GuardReply> {
  switch (given.task) {
    case 'check':
      return check(given.input);
    case 'build': {
      const { buildFingerprints } = await import('./build-fingerprints.ts');
      flushCompileCache();
      return { task: 'build', result: await buildFingerprints(given.input) };
    }
    case 'model':
      return checkModel(given.input.path);
    case 'scan':
      return scan(given.input);
  }
}

/**
 * What an enemy wrote may meet a bound of the engine's, as on the length of a text: were that an error, the job would be tried again until
 * its deadline has passed. Only a disk that fails may give another answer the next time.
 */
async function orFailure(read: () => Promise<GuardReply>): Promise<GuardReply> {
  try {
    return await read();
  } catch (error) {
    if (error instanceof Error && 'syscall' in error) throw error;
    return { task: 'exceeded', limit: 'failure' };
  }
}

async function check(input: Extract<GuardTask, { task: 'check' }>['input']): Promise<GuardReply> {
  const { checkOutputs } = await import('./check-outputs.ts');
  const { AtollError } = await import('@atoll/schemas/error');
  const { refusalOf } = await import('./problems.ts');
  flushCompileCache();
  return orFailure(async () => {
    try {
      return { task: 'check', result: await checkOutputs(input) };
    } catch (error) {
      if (error instanceof AtollError) return { task: 'refused', refusal: refusalOf(error) };
      throw error;
    }
  });
}

async function scan({ groups = [], ...input }: ScanInput): Promise<GuardReply> {
  const { scanOutputs } = await import('./scan-outputs.ts');
  // Few owners ask for groups, and reading tables takes a while to load.
  const tables = groups.length === 0 ? undefined : await import('./check-groups.ts');
  flushCompileCache();
  return orFailure(async () => {
    const result = await scanOutputs(input);
    const small = tables?.checkGroups({ outputs: input.outputs, groups }) ?? [];
    return { task: 'scan', result: { ...result, findings: [...small, ...result.findings] } };
  });
}

/** Why a file is no model that may be run, in words that quote nothing of it. */
async function checkModel(path: string): Promise<GuardReply> {
  const { readFile } = await import('node:fs/promises');
  const { rewriteOnnx, whyRefused } = await import('./check-onnx.ts');
  flushCompileCache();
  const bytes = await readFile(path);
  return orFailure(async () => {
    try {
      rewriteOnnx(bytes);
      return { task: 'model', reason: undefined };
    } catch (error) {
      const reason = whyRefused(error);
      if (reason === undefined) throw error;
      return { task: 'model', reason };
    }
  });
}

process.once('message', (message) => {
  void answer(taskOf(message))
    .catch((error: unknown): GuardReply => ({ task: 'failed', error }))
    .then((reply) => process.send?.(reply));
});
// Where the service goes away, nobody waits for an answer.
process.once('disconnect', () => process.exit());
