import Docker from 'dockerode';

/** Removes every container and volume of a private engine, whose users are all gone by now. */
export async function clearEngine(socketPath: string): Promise<void> {
  const docker = new Docker({ socketPath });
  const containers = await docker.listContainers({ all: true });
  await Promise.all(containers.map(({ Id }) => docker.getContainer(Id).remove({ force: true, v: true })));
  const { Volumes } = await docker.listVolumes();
  await Promise.all(Volumes.map(({ Name }) => docker.getVolume(Name).remove()));
}
