#!/usr/bin/env node
// A native-looking solc for forge: reads standard JSON on stdin with the compiler that npm ships, so builds work offline.
// Dependencies lie above forge's root, where forge names them by absolute path and the compiler by relative path: the absolute
// ones are dropped, so that nothing depends on where the checkout lies, and imports are read from disk.
const { readFileSync } = require('node:fs');
const { isAbsolute, resolve } = require('node:path');
const solc = require('solc');

function readImport(path) {
  try {
    return { contents: readFileSync(resolve(__dirname, path), 'utf8') };
  } catch (error) {
    return { error: String(error) };
  }
}

if (process.argv.includes('--version')) {
  console.log(
    `solc, the solidity compiler\nVersion: ${solc.version().replace('.Emscripten.clang', '.Linux.g++')}`,
  );
} else {
  const input = JSON.parse(readFileSync(0, 'utf8'));
  const sources = Object.entries(input.sources).filter(([path]) => !isAbsolute(path));
  process.stdout.write(
    solc.compile(JSON.stringify({ ...input, sources: Object.fromEntries(sources) }), { import: readImport }),
  );
}
