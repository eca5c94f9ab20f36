import { z } from 'zod';

/* The parts of the engine's replies that are used; the rest is not looked at. */

const Nullable = <T extends z.ZodType>(schema: T) =>
  schema.nullish().transform((value) => value ?? undefined);

const RuntimeFacts = z.looseObject({
  path: z.string().optional(),
  runtimeArgs: Nullable(z.array(z.string())),
});

export const Info = z.object({
  ServerVersion: z.string(),
  DefaultRuntime: z.string(),
  Runtimes: Nullable(z.record(z.string(), RuntimeFacts)),
  /** What it knows by the Container Device Interface; engines before 28 do not say. */
  DiscoveredDevices: Nullable(z.array(z.looseObject({ ID: z.string() }))),
  NCPU: z.int().positive(),
  MemTotal: z.int().positive(),
  OSType: z.string(),
  MemoryLimit: z.boolean(),
  PidsLimit: z.boolean(),
  CpuCfsQuota: z.boolean(),
  SecurityOptions: Nullable(z.array(z.string())),
  SystemTime: z.string(),
});

export const Version = z.object({
  Arch: z.string(),
  Components: Nullable(z.array(z.object({ Name: z.string(), Version: z.string() }))),
});

const Time = z
  .string()
  .transform((text) => new Date(text))
  .refine((time) => !Number.isNaN(time.getTime()));

export const ContainerState = z.object({
  Id: z.string().min(1),
  Name: z.string(),
  State: z.object({
    Status: z.string(),
    Running: z.boolean(),
    OOMKilled: z.boolean(),
    ExitCode: z.int(),
    StartedAt: Time,
    FinishedAt: Time,
  }),
  Config: z.object({ Labels: Nullable(z.record(z.string(), z.string())) }),
  HostConfig: z.looseObject({ Runtime: z.string().optional() }),
});
export type ContainerState = z.infer<typeof ContainerState>;

/** dockerode hands out an object of its own, with the id that the engine gave. */
export const Created = z.object({ id: z.string().min(1) });

export const ImageFacts = z.object({
  Id: z.string().regex(/^sha256:[0-9a-f]{64}$/),
  Os: z.string(),
  Architecture: z.string(),
  Config: Nullable(
    z.object({
      Env: Nullable(z.array(z.string())),
      Volumes: Nullable(z.record(z.string(), z.unknown())),
      Labels: Nullable(z.record(z.string(), z.string())),
    }),
  ),
  RootFS: z.object({ Layers: Nullable(z.array(z.string())) }),
});
export type ImageFacts = z.infer<typeof ImageFacts>;

export const Containers = z.array(
  z.object({ Id: z.string(), Names: z.array(z.string()), Labels: z.record(z.string(), z.string()) }),
);

export const Volumes = z.object({
  Volumes: Nullable(
    z.array(z.object({ Name: z.string(), Labels: Nullable(z.record(z.string(), z.string())) })),
  ),
});

export const Stats = z.object({
  cpu_stats: z.object({ cpu_usage: z.object({ total_usage: z.number().nonnegative() }) }),
  memory_stats: z.object({
    usage: z.number().nonnegative().optional(),
    max_usage: z.number().nonnegative().optional(),
  }),
});
