import { z } from 'zod';
import type { RunLimits } from '../engine.ts';

/** What gVisor's kernel may take beside the algorithm's own memory. */
const kernelMemoryBytes = 64 << 20;

/** What of a run's limits differs from those under the plain runtime. */
export interface Differences {
  readonly seccomp: string;
  readonly pids: number;
  readonly memoryBytes: number;
  readonly ulimits: readonly { Name: string; Soft: number; Hard: number }[];
  readonly tmpfs: Readonly<Record<string, string>>;
}

/**
 * What differs under gVisor. Its kernel is a process of this machine, so the run's control group holds that kernel too: its memory, and
 * threads of its own (26 at rest and 2.1 for each process inside, measured; at the limit it does not refuse, it dies). The algorithm's
 * processes are therefore counted inside, by gVisor itself, and the group's limits leave room beside them. An empty /tmp becomes a
 * writable memory file system there unless something is mounted on it.
 */
export function underGvisor(limits: RunLimits, seccomp: string): Differences {
  return {
    seccomp: seccompForGvisor(seccomp),
    pids: 64 + 3 * limits.pids,
    memoryBytes: limits.memoryBytes + kernelMemoryBytes,
    ulimits: [{ Name: 'nproc', Soft: limits.pids, Hard: limits.pids }],
    tmpfs: { '/tmp': 'ro,noexec,nosuid,nodev,size=4096' },
  };
}

const SeccompProfile = z.looseObject({
  syscalls: z.array(z.looseObject({ names: z.array(z.string()), errnoRet: z.int().optional() })),
});

/** ENOSYS. */
const unknownCall = 38;

/**
 * gVisor, where it is told to heed a profile (`--oci-seccomp`), knows one refusal, "not permitted". libc takes that as final where it
 * would fall back on "unknown": no thread could start. So what a profile answers as unknown is allowed there. In ours that is clone3,
 * and the namespaces that it could make exist inside gVisor's kernel only.
 */
function seccompForGvisor(seccomp: string): string {
  const profile = SeccompProfile.parse(JSON.parse(seccomp));
  const syscalls = profile.syscalls.map((rule) => {
    if (rule.errnoRet !== unknownCall) return rule;
    const { errnoRet: _errno, ...rest } = rule;
    return { ...rest, action: 'SCMP_ACT_ALLOW' };
  });
  return JSON.stringify({ ...profile, syscalls });
}
