import { parseArgs } from 'node:util';
import { type Command, commonOptions, type Given } from './command.ts';
import { UsageError } from './errors.ts';

/**
 * Reads what follows a command's words.
 * @throws UsageError naming what is unknown, missing or too much
 */
export function parseArguments(command: Command, rest: readonly string[]): Given {
  const specs = { ...commonOptions, ...command.options };
  const { values, positionals } = parse(command, rest, specs);
  const text: Record<string, string> = {};
  const flags = new Set<string>();
  for (const [name, value] of Object.entries(values)) {
    if (typeof value === 'string') text[name] = value;
    else if (value === true) flags.add(name);
  }
  const hint = `atoll ${command.words.join(' ')} --help tells what it takes`;
  for (const [name, { required }] of Object.entries(specs))
    if (required === true && text[name] === undefined) throw new UsageError(`--${name} is missing`, hint);
  const needed = command.positionals.filter(({ optional }) => optional !== true);
  const missing = needed[positionals.length];
  if (missing !== undefined) throw new UsageError(`<${missing.name}> is missing`, hint);
  const extra = positionals[command.positionals.length];
  if (extra !== undefined) throw new UsageError(`${extra} is one argument too many`, hint);
  return { positionals, text, flags };
}

function parse(command: Command, rest: readonly string[], specs: Command['options']) {
  try {
    return parseArgs({
      args: [...rest],
      options: Object.fromEntries(Object.entries(specs).map(([name, { type }]) => [name, { type }])),
      allowPositionals: true,
      strict: true,
    });
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    const [sentence = error.message] = error.message.split('. ');
    throw new UsageError(sentence, `atoll ${command.words.join(' ')} --help tells what it takes`);
  }
}
