import { copyLogs, FloorArgument } from './copy-logs.ts';

// A process of its own, so that its time holds what every program's start costs and its memory is its own.
const copied = await copyLogs(FloorArgument.parse(process.argv[2]));
console.log(`copied ${copied}`);
