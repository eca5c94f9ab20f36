import { createHash } from 'node:crypto';
import type Docker from 'dockerode';
import { pack } from 'tar-stream';
import { bytesOf } from '../bytes-of.ts';
import { EngineUnavailable } from '../errors.ts';
import { ask } from './call.ts';
import { packArchive } from './docker-archive.ts';
import { inspectImage, load } from './load.ts';
import { Version } from './replies.ts';

/*
 * The holder keeps a run's outputs mounted after the run's end. Its image is one program that does nothing, written here
 * byte by byte: no registry has to answer, no program of this machine has to be static, and no code of the algorithm's
 * runs in it.
 */

/** Where the holder sees the outputs. */
export const holderOutputsPath = '/outputs';

/** `for (;;) pause();` */
const machineCode: Readonly<Record<string, { machine: number; code: Buffer }>> = {
  // mov eax, 34 (pause); syscall; jmp back
  amd64: { machine: 62, code: Buffer.from('b8220000000f05ebf7', 'hex') },
  // x0…x4 = 0, x8 = 73 (ppoll); svc 0; b back
  arm64: {
    machine: 183,
    code: words(
      0xd2800000,
      0xd2800001,
      0xd2800002,
      0xd2800003,
      0xd2800004,
      0xd2800928,
      0xd4000001,
      0x17fffff9,
    ),
  },
};

function words(...instructions: number[]): Buffer {
  const bytes = Buffer.alloc(instructions.length * 4);
  instructions.forEach((word, index) => bytes.writeUInt32LE(word, index * 4));
  return bytes;
}

/** A static ELF executable of one segment. Source: System V ABI, "Object Files". */
export function pauseProgram(architecture: string): Buffer {
  const known = machineCode[architecture];
  if (!known)
    throw new EngineUnavailable(
      `no sandbox for the architecture ${architecture}`,
      undefined,
      'use an amd64 or arm64 machine',
    );
  const base = 0x400000n;
  const headers = 64 + 56;
  const size = BigInt(headers + known.code.length);
  const elf = Buffer.alloc(headers);
  elf.write('7f454c46020101', 0, 'hex'); // magic, 64 bit, little endian, version 1
  elf.writeUInt16LE(2, 16); // executable
  elf.writeUInt16LE(known.machine, 18);
  elf.writeUInt32LE(1, 20); // version
  elf.writeBigUInt64LE(base + BigInt(headers), 24); // entry
  elf.writeBigUInt64LE(64n, 32); // program headers
  elf.writeUInt16LE(64, 52); // size of this header
  elf.writeUInt16LE(56, 54); // size of a program header
  elf.writeUInt16LE(1, 56); // one of them
  elf.writeUInt32LE(1, 64); // load
  elf.writeUInt32LE(5, 68); // read, execute
  elf.writeBigUInt64LE(0n, 72); // offset
  elf.writeBigUInt64LE(base, 80);
  elf.writeBigUInt64LE(base, 88);
  elf.writeBigUInt64LE(size, 96);
  elf.writeBigUInt64LE(size, 104);
  elf.writeBigUInt64LE(0x1000n, 112); // alignment
  return Buffer.concat([elf, known.code]);
}

/** Loads the holder's image if the engine lacks it, and gives its id. */
export async function ensureHolderImage(docker: Docker): Promise<string> {
  const { Arch } = await ask('asking for the version', Version, () => docker.version());
  const layer = await holderLayer(Arch);
  const diffId = digestOf(layer);
  const config = Buffer.from(
    JSON.stringify({
      architecture: Arch,
      os: 'linux',
      created: '1970-01-01T00:00:00Z',
      config: { Entrypoint: ['/pause'] },
      rootfs: { type: 'layers', diff_ids: [diffId] },
      history: [{ created: '1970-01-01T00:00:00Z', created_by: 'atoll holder' }],
    }),
  );
  const configDigest = digestOf(config);
  const tag = `atoll-holder:${configDigest.slice('sha256:'.length, 'sha256:'.length + 12)}`;
  const find = async (): Promise<string | undefined> => {
    const facts = await inspectImage(docker, tag);
    return facts?.RootFS.Layers?.join() === diffId ? facts.Id : undefined;
  };
  const found = await find();
  if (found !== undefined) return found;
  const layers = [{ digest: diffId, size: layer.byteLength, bytes: layer }];
  const complaint = await load(
    docker,
    packArchive({ tag, config: { digest: configDigest, bytes: config }, layers }),
  );
  const loaded = await find();
  if (loaded === undefined)
    throw new EngineUnavailable(`the holder image could not be loaded: ${complaint ?? 'it is not there'}`);
  return loaded;
}

async function holderLayer(architecture: string): Promise<Buffer> {
  const tar = pack();
  const mtime = new Date(0);
  tar.entry({ name: 'pause', mode: 0o755, mtime }, pauseProgram(architecture));
  tar.entry({ name: holderOutputsPath.slice(1), type: 'directory', mode: 0o755, mtime });
  tar.finalize();
  const chunks: Uint8Array[] = [];
  for await (const chunk of bytesOf(tar)) chunks.push(chunk);
  return Buffer.concat(chunks);
}

function digestOf(bytes: Uint8Array): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
