import { pino, type DestinationStream, type Logger as PinoLogger } from 'pino';
import { z } from 'zod';

export type Logger = PinoLogger;

export const LogLevel = z.enum(['trace', 'debug', 'info', 'warn', 'error', 'silent']);
export type LogLevel = z.infer<typeof LogLevel>;

/** Field names whose values never reach a log line, at the top of a record and two levels below. */
const secretFields = [
  'authorization',
  '"atoll-signature"',
  'cookie',
  'signature',
  'signatures',
  'privateKey',
  'operatorKey',
  'secretKey',
  'identity',
  'mnemonic',
  'password',
  'secret',
  'apiKey',
  'databaseUrl',
  'DATABASE_URL',
];

function below(depth: number, field: string): string {
  const bracketed = field.startsWith('"') ? `[${field}]` : field;
  if (depth === 0) return bracketed;
  const joint = bracketed.startsWith('[') ? '' : '.';
  return `${Array.from({ length: depth }, () => '*').join('.')}${joint}${bracketed}`;
}

/**
 * A logger that writes one JSON object per line: `time` (ISO 8601), `level`, `name`, `msg` and the fields given.
 * Keys, signatures and authorization headers are replaced by `[redacted]`.
 *
 * @example
 * const logger = createLogger({ name: 'indexer', level: 'info' });
 * logger.info({ block: 12n }, 'block indexed');
 */
export function createLogger(input: {
  name: string;
  level: LogLevel;
  destination?: DestinationStream;
}): Logger {
  const options = {
    name: input.name,
    level: input.level,
    base: { name: input.name, pid: process.pid },
    timestamp: () => `,"time":"${new Date().toISOString()}"`,
    formatters: { level: (label: string) => ({ level: label }) },
    redact: {
      paths: secretFields.flatMap((field) => [0, 1, 2].map((depth) => below(depth, field))),
      censor: '[redacted]',
    },
  };
  return input.destination === undefined ? pino(options) : pino(options, input.destination);
}
