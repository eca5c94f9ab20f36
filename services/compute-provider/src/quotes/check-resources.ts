import { type EngineFacts, type EnvironmentDocument, gvisorRuntime } from '@atoll/schemas/environment';
import type { AlgorithmManifest } from '@atoll/schemas/metadata/algorithm';
import type { DatasetRules } from '@atoll/schemas/metadata/dataset';
import { fullPrecision } from '../guard/round-number.ts';
import type { ReleaseRules } from '../guard/check-outputs.ts';
import { GpuUnavailable } from '../gpus/problems.ts';
import { OrderInvalid, RuntimeUnavailable } from './problems.ts';

/**
 * That an environment can give what a manifest needs, so that nothing is found out after the payment.
 * @throws OrderInvalid, GpuUnavailable
 */
export function checkResources(manifest: AlgorithmManifest, environment: EnvironmentDocument): void {
  const { resources } = manifest;
  if (resources.gpus > environment.gpus.length)
    throw new GpuUnavailable(resources.gpus, environment.gpus.length);
  for (const name of ['cpus', 'memoryBytes', 'scratchBytes'] as const) {
    if (resources[name] > environment[name])
      throw new OrderInvalid(
        `the algorithm needs ${resources[name]} ${name}, the environment has ${environment[name]}`,
        'choose a larger environment',
        { resource: name, needed: resources[name], there: environment[name] },
      );
  }
}

/** What the owners of all datasets of a job let happen. */
export interface StrictestRules extends ReleaseRules {
  /** Somebody wants to see the outputs before they leave. */
  readonly review: boolean;
  /** Somebody opens the data under gVisor only. */
  readonly gvisor: boolean;
  /** Significant decimal digits of a number that may leave: the fewest that an owner lets out. */
  readonly precision: number;
}

/** What may be done with several datasets at once: what every one of them allows. */
export function strictestRules(rules: readonly DatasetRules[]): StrictestRules {
  const [first, ...others] = rules;
  if (first === undefined)
    return { outputTypes: [], maxOutputBytes: 0, review: true, gvisor: true, precision: 1 };
  return {
    outputTypes: first.outputTypes.filter((type) => others.every((each) => each.outputTypes.includes(type))),
    maxOutputBytes: Math.min(...rules.map((each) => each.maxOutputBytes)),
    review: rules.some((each) => each.release === 'review'),
    gvisor: rules.some((each) => each.runtime === 'gvisor'),
    precision: Math.min(...rules.map((each) => each.precision ?? fullPrecision)),
  };
}

/**
 * That what runs jobs here is what the owners ask for.
 * @throws RuntimeUnavailable
 */
export function checkRuntime(rules: Pick<StrictestRules, 'gvisor'>, engine: EngineFacts): void {
  if (rules.gvisor && engine.runtime !== gvisorRuntime)
    throw new RuntimeUnavailable(gvisorRuntime, engine.runtime);
}

/**
 * That the outputs which a manifest requires could leave these datasets at all.
 * @throws OrderInvalid
 */
export function checkDeclared(manifest: AlgorithmManifest, rules: ReleaseRules): void {
  for (const output of manifest.outputs) {
    if (output.required && !rules.outputTypes.includes(output.type))
      throw new OrderInvalid(
        `its output ${output.name} is ${output.type}, which the dataset does not let out`,
        'choose an algorithm whose outputs the data owner allows',
        { output: output.name, type: output.type },
      );
  }
}
