import { type Command, commonOptions, type OptionSpec } from './command.ts';
import { commands } from './commands.ts';

/** The list of commands. */
export function overview(): string {
  const rows = commands.map((command) => [usageOf(command), command.summary] as const);
  return `Atoll: run algorithms beside data that stays with its owner.\n\n${table(rows)}\n\natoll <command> --help tells of one.\n`;
}

/** All about one command. */
export function helpOf(command: Command): string {
  const positionals = command.positionals.map(({ name, description }) => [`<${name}>`, description] as const);
  const parts = [
    `usage: atoll ${usageOf(command)} [options]`,
    command.summary,
    ...(positionals.length > 0 ? [table(positionals)] : []),
    `options:\n${table(rowsOf({ ...command.options, ...commonOptions }))}`,
    `example:\n  ${command.example}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

function usageOf(command: Command): string {
  const positionals = command.positionals.map(({ name, optional }) =>
    optional ? `[<${name}>]` : `<${name}>`,
  );
  const required = Object.entries(command.options)
    .filter(([, { required: needed }]) => needed === true)
    .map(([name, { value = '<value>' }]) => `--${name} ${value}`);
  return [...command.words, ...positionals, ...required].join(' ');
}

const rowsOf = (options: Readonly<Record<string, OptionSpec>>) =>
  Object.entries(options).map(
    ([name, { value, description }]) =>
      [`--${name}${value === undefined ? '' : ` ${value}`}`, description] as const,
  );

function table(rows: readonly (readonly [string, string])[]): string {
  const width = Math.max(...rows.map(([left]) => left.length)) + 2;
  return rows.map(([left, right]) => `  ${left.padEnd(width)}${right}`).join('\n');
}
