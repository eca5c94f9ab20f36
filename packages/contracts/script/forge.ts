/** `node script/forge.ts …`: runs forge and ends as it does; the command that npm installs exits with 0 whatever forge said. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const cpu = process.arch === 'x64' ? 'amd64' : process.arch;
const name = `@foundry-rs/forge-${process.platform}-${cpu}/bin/forge${process.platform === 'win32' ? '.exe' : ''}`;
const binary = fileURLToPath(import.meta.resolve(name));
process.exitCode = spawnSync(binary, process.argv.slice(2), { stdio: 'inherit' }).status ?? 1;
