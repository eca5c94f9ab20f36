import type { GpuDevice } from '../engine.ts';

/** A library of the driver: its name as programs ask for it, and the file that has it on this machine. */
export interface DriverLibrary {
  readonly name: string;
  readonly path: string;
}

/** How a job is given its GPUs. */
export type GpuAccess =
  /** NVIDIA's container toolkit, by device requests. */
  | { readonly kind: 'toolkit' }
  /** The engine's own Container Device Interface; names by UUID. */
  | { readonly kind: 'cdi'; readonly names: ReadonlyMap<string, string> }
  /** The device's node, the nodes that all devices share, and the driver's libraries of this machine. */
  | {
      readonly kind: 'device_nodes';
      /** What the nodes' paths begin with on this machine: nothing, but in tests. */
      readonly root: string;
      readonly control: readonly string[];
      /** Nodes by UUID. */
      readonly nodes: ReadonlyMap<string, string>;
      readonly libraries: readonly DriverLibrary[];
    };

/** The GPUs of this machine and how jobs get them. */
export interface GpuSupport {
  readonly devices: readonly GpuDevice[];
  /** Absent where there are none. */
  readonly access: GpuAccess | undefined;
  /** Why something that is there is not offered, a sentence each. */
  readonly passedOver: readonly string[];
  /** Why what runs jobs cannot run one with a GPU. */
  readonly refused?: string;
}

export const noGpus: GpuSupport = { devices: [], access: undefined, passedOver: [] };
