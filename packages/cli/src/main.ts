#!/usr/bin/env node
import { runCli } from './run-cli.ts';

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => stop.abort());

process.exitCode = await runCli({
  argv: process.argv.slice(2),
  env: process.env,
  print: (text) => process.stdout.write(text),
  report: (text) => process.stderr.write(text),
  signal: stop.signal,
});
