#!/usr/bin/env node
import { runCli } from './run-cli.ts';

// npm runs scripts in the project's folder; paths are meant from where the command was typed.
process.chdir(process.env['INIT_CWD'] ?? '.');

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  print: (text) => process.stdout.write(text),
  report: (text) => process.stderr.write(text),
  signal: stop.signal,
});
