#!/usr/bin/env node
// A native-looking solc for forge: reads standard JSON on stdin with the compiler that npm ships, so builds work offline.
const solc = require('solc');
if (process.argv.includes('--version'))
  console.log(
    `solc, the solidity compiler\nVersion: ${solc.version().replace('.Emscripten.clang', '.Linux.g++')}`,
  );
else process.stdout.write(solc.compile(require('node:fs').readFileSync(0, 'utf8')));
