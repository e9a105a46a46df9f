import { Command } from 'commander';
import { z } from 'zod';
import { addOptions, readOptions } from './options.js';

const common = {
  json: z.boolean().default(false).describe('print the result, or the error, as JSON'),
  quiet: z.boolean().default(false).describe('print no progress and no closing panel'),
};

export type CommonOptions = { readonly json: boolean; readonly quiet: boolean };

/** What a command prints on stdout when it is done: `json` with --json, otherwise `text`. */
export interface Outcome {
  readonly json: unknown;
  readonly text: string;
  /** Goes on when that is printed, such as a server; left out with --json. */
  readonly afterwards?: () => Promise<void>;
}

export interface CommandSpec<Shape extends z.ZodRawShape> {
  readonly name: string;
  readonly description: string;
  /** In Commander's notation: `<image...>` one or more, `[dir]` optional. */
  readonly arguments?: readonly { readonly name: string; readonly description: string }[];
  /** A strict object; see `options.ts` for the kinds of value. `--json` and `--quiet` are added. */
  readonly options: z.ZodObject<Shape>;
  /** Whole command lines; `--help` ends with them. */
  readonly examples: readonly string[];
  /** Its outcome is undefined where another process of the same command prints it. */
  readonly run: (
    options: z.output<z.ZodObject<Shape>> & CommonOptions,
    args: readonly string[],
  ) => Promise<Outcome | undefined>;
}

/** A command from its description: options, help and validation all come from one schema. */
export function defineCommand<Shape extends z.ZodRawShape>(spec: CommandSpec<Shape>): Command {
  const schema = z.strictObject({ ...spec.options.shape, ...common });
  const command = new Command(spec.name).description(spec.description);
  for (const argument of spec.arguments ?? []) command.argument(argument.name, argument.description);
  addOptions(command, schema);
  command.addHelpText('after', `\nExamples:\n${spec.examples.map((line) => `  ${line}`).join('\n')}`);
  command.action(async () => {
    const options = readOptions(command, schema) as z.output<z.ZodObject<Shape>> & CommonOptions;
    const outcome = await spec.run(options, command.args);
    if (outcome === undefined) return;
    if (options.json) console.log(JSON.stringify(outcome.json, undefined, 2));
    else if (!options.quiet) console.log(outcome.text);
    if (!options.json) await outcome.afterwards?.();
  });
  return houseStyle(command);
}

/** Errors are thrown, not printed, so that the program has one way out; see `failure.ts`. */
export function houseStyle(command: Command): Command {
  return command
    .exitOverride()
    .helpOption('-h, --help', 'print this help')
    .configureOutput({ outputError: () => {} });
}
