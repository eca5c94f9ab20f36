import type Docker from 'dockerode';
import { holderOutputsPath } from './holder-image.ts';
import { holderName, labelsOf, outputsName } from './names.ts';
import { sandboxUser } from './profile.ts';

/**
 * The container that keeps the outputs alive: a tmpfs volume lives as long as something that runs has it mounted. It sees
 * the outputs read-only, and is confined as a run is.
 */
export function holderContainer(input: {
  jobId: string;
  providerId: string;
  imageId: string;
  seccomp: string;
  runtime: string;
}): Docker.ContainerCreateOptions {
  return {
    name: holderName(input.jobId),
    Image: input.imageId,
    Entrypoint: ['/pause'],
    User: `${sandboxUser}:${sandboxUser}`,
    Labels: labelsOf(input.providerId, input.jobId, 'holder'),
    NetworkDisabled: true,
    HostConfig: {
      Runtime: input.runtime,
      NetworkMode: 'none',
      ReadonlyRootfs: true,
      CapDrop: ['ALL'],
      SecurityOpt: ['no-new-privileges:true', `seccomp=${input.seccomp}`],
      IpcMode: 'none',
      PidsLimit: 16,
      // runc itself, which starts the program, needs more than the program's single page.
      Memory: 32 << 20,
      MemorySwap: 32 << 20,
      RestartPolicy: { Name: 'no', MaximumRetryCount: 0 },
      LogConfig: { Type: 'none', Config: {} },
      Binds: [`${outputsName(input.jobId)}:${holderOutputsPath}:ro,nocopy`],
    },
  };
}
