import { InferenceSession, Tensor } from 'onnxruntime-node';
import { z } from 'zod';

const Metrics = z.object({ accuracy: z.number(), f1: z.number(), auc: z.number() });

/** The quality that the algorithm measured on rows it had kept aside. */
export function readMetrics(bytes: Uint8Array | undefined): z.infer<typeof Metrics> {
  return Metrics.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

/**
 * Runs the trained model on one made-up biopsy with all measurements at zero, in this process: a model that only ran where it was
 * trained would be worth little. Gives the probability as text.
 */
export async function scoreElsewhere(model: Uint8Array | undefined): Promise<string> {
  if (model === undefined) throw new Error('the result holds no model.onnx');
  const session = await InferenceSession.create(model);
  const [input] = session.inputNames;
  const [output] = session.outputNames;
  const columns = 30;
  if (input === undefined || output === undefined) throw new Error('the model has no input or no output');
  const scores = await session.run({
    [input]: new Tensor('float32', new Float32Array(columns), [1, columns]),
  });
  const [probability] = z.tuple([z.number()]).parse([...(scores[output]?.data ?? [])]);
  await session.release();
  return `one row of ${columns} zeros scores ${probability.toFixed(4)}`;
}
