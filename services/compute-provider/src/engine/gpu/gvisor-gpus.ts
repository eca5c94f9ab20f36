import { gvisorRuntime } from '@atoll/schemas/environment';
import { shown } from './read-facts.ts';

/** What is known of the runtime of jobs, as far as GPUs go. */
export interface GpuRuntime {
  readonly name: string;
  readonly version: string;
  /** What the engine starts gVisor with. */
  readonly args: readonly string[];
  /** What `runsc nvproxy list-supported-drivers` printed; undefined where it could not be asked. */
  readonly supported: string | undefined;
  readonly driverVersion: string | undefined;
}

/**
 * Why jobs with GPUs cannot be run, or undefined where they can. gVisor forwards calls to the driver by a proxy of its own, which has to
 * be switched on and which knows only some versions of the driver; on another it fails in the middle of a run or lets the run see no GPU.
 *
 * @see https://gvisor.dev/docs/user_guide/gpu/
 */
export function gpuRefusal(runtime: GpuRuntime): string | undefined {
  if (runtime.name !== gvisorRuntime) return undefined;
  const { driverVersion, supported } = runtime;
  const release = `gVisor ${shown(runtime.version)}`;
  if (!runtime.args.some((arg) => /^--?nvproxy(=true)?$/.test(arg)))
    return `${release} is registered with the engine without --nvproxy, so it gives no job a GPU`;
  const versions = (supported ?? '').split(/\s+/).filter((word) => /^\d+(\.\d+){1,3}$/.test(word));
  if (versions.length === 0)
    return `${release} does not say which drivers it can use (runsc nvproxy list-supported-drivers)`;
  if (driverVersion === undefined)
    return `the version of the driver is not known, and ${release} can use some only`;
  if (!versions.includes(driverVersion))
    return `${release} cannot use driver ${driverVersion}; it can use ${versions.slice(-4).join(', ')}`;
  return undefined;
}
