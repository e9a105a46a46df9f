import { type Command, Option } from 'commander';
import type { z } from 'zod';
import { UserError } from '../errors.js';

/**
 * The bridge from a zod schema to command-line options: one schema drives parsing, `--help`, defaults and
 * the typed object that the command gets.
 *
 * Kinds of value: strings, numbers, booleans (`--resume`; `--no-shadows` where the default is true), enums,
 * lists (`--vary light,shape`, or the option repeated) and records of numbers (`--set light=40,azimuth=-30`, or repeated). Keys are camelCase
 * in the schema and kebab-case on the command line. `.meta({ placeholder: 'dir' })` names the value in
 * `--help`.
 */
export function addOptions(command: Command, schema: z.ZodObject): void {
  for (const [key, field] of Object.entries(schema.shape)) command.addOption(toOption(key, inspect(field)));
}

/**
 * Validates what Commander has parsed.
 *
 * @throws UserError, one paragraph, naming every option that is wrong
 */
export function readOptions<S extends z.ZodObject>(command: Command, schema: S): z.output<S> {
  const given: Record<string, unknown> = {};
  for (const [key, field] of Object.entries(schema.shape)) {
    const value = command.getOptionValue(key);
    if (value !== undefined) given[key] = fromText(value, inspect(field));
  }
  const result = schema.safeParse(given);
  if (result.success) return result.data;
  const sentences = result.error.issues.map((issue) => describeIssue(issue, given));
  throw new UserError(`${sentences.join(' ')} See dcign ${wholeName(command)} --help.`);
}

/** `evaluate recognition`: without the program's own name. */
function wholeName(command: Command): string {
  const parent = command.parent;
  return parent?.parent ? `${wholeName(parent)} ${command.name()}` : command.name();
}

type Kind = 'string' | 'number' | 'boolean' | 'enum' | 'array' | 'record';

/** One field of a schema with its wrappers (default, optional) taken off. */
interface Field {
  readonly kind: Kind;
  readonly description: string;
  readonly placeholder: string | undefined;
  readonly choices: readonly string[];
  readonly element: Field | undefined;
  readonly required: boolean;
  readonly defaultValue: unknown;
}

function inspect(field: z.core.$ZodType): Field {
  let inner = field as z.ZodType;
  let meta: Record<string, unknown> = {};
  let required = true;
  let defaultValue: unknown;
  for (;;) {
    meta = { ...inner.meta(), ...meta };
    const def = inner.def as z.core.$ZodTypeDef & { innerType?: z.ZodType; defaultValue?: unknown };
    if (def.innerType === undefined) break;
    required = false;
    if (def.type === 'default') defaultValue = def.defaultValue;
    inner = def.innerType;
  }
  const def = inner.def as { type: string; element?: z.ZodType; valueType?: z.ZodType; entries?: object };
  const element = def.element ?? def.valueType;
  return {
    kind: def.type as Kind,
    description: String(meta.description ?? ''),
    placeholder: meta.placeholder as string | undefined,
    choices: Object.values(def.entries ?? {}).map(String),
    element: element === undefined ? undefined : inspect(element),
    required,
    defaultValue,
  };
}

function toOption(key: string, field: Field): Option {
  const flag = kebab(key);
  if (field.kind === 'boolean') {
    return new Option(field.defaultValue === true ? `--no-${flag}` : `--${flag}`, field.description);
  }
  const notes = [];
  const choices = field.element?.choices ?? field.choices;
  if (choices.length > 0) notes.push(`one of ${choices.join(', ')}`);
  const isRepeatable = field.kind === 'array' || field.kind === 'record';
  if (isRepeatable) notes.push('repeatable');
  if (field.required) notes.push('required');
  const shown = showDefault(field.defaultValue);
  if (shown !== '') notes.push(`default: ${shown}`);
  const note = notes.length === 0 ? '' : ` (${notes.join('; ')})`;
  const option = new Option(`--${flag} <${placeholder(field)}>`, field.description + note);
  if (isRepeatable) {
    option.argParser((text: string, before: string[] | undefined) => [...(before ?? []), text]);
  }
  return option;
}

function placeholder(field: Field): string {
  if (field.placeholder !== undefined) return field.placeholder;
  if (field.kind === 'record') return 'name=value';
  if (field.kind === 'array') return field.element?.kind === 'number' ? 'n,n,...' : 'name,...';
  return field.kind === 'number' ? 'n' : 'name';
}

function showDefault(value: unknown): string {
  if (value === undefined || value === null) return '';
  if (Array.isArray(value)) return value.join(',');
  if (typeof value === 'object') {
    return Object.entries(value)
      .map(([name, n]) => `${name}=${n}`)
      .join(', ');
  }
  return String(value);
}

function fromText(value: unknown, field: Field): unknown {
  switch (field.kind) {
    case 'number':
      return toNumber(String(value));
    case 'array':
      return (value as string[])
        .flatMap((text) => text.split(','))
        .map((text) => fromText(text, field.element!));
    case 'record':
      return Object.fromEntries(
        (value as string[])
          .flatMap((text) => text.split(','))
          .map((text) => {
            const at = text.indexOf('=');
            return at < 0
              ? [text, undefined]
              : [text.slice(0, at), fromText(text.slice(at + 1), field.element!)];
          }),
      );
    default:
      return value;
  }
}

/** A number, or the text itself where it is none, so that the error can show it. */
function toNumber(text: string): number | string {
  const number = Number(text);
  return text.trim() === '' || Number.isNaN(number) ? text : number;
}

function describeIssue(issue: z.core.$ZodIssue, given: Record<string, unknown>): string {
  const [key, part] = issue.path;
  if (key === undefined) return `${issue.message}.`;
  const name = `--${kebab(String(key))}`;
  let value = given[String(key)];
  if (value === undefined) return `${name} is required.`;
  const isRecord = typeof value === 'object' && !Array.isArray(value);
  if (part !== undefined) value = (value as Record<PropertyKey, unknown>)[part];
  if (isRecord && part === '') return `${name} has an empty entry; write ${name} name=1.`;
  if (isRecord && value === undefined) {
    return `${name} ${String(part)} lacks its value; write ${name} ${String(part)}=1.`;
  }
  const shown = isRecord
    ? `${String(part)}=${value}`
    : Array.isArray(value)
      ? value.join(', ')
      : String(value);
  return `${name} is ${shown === '' ? 'empty' : shown}, but must be ${expectation(issue)}.`;
}

function expectation(issue: z.core.$ZodIssue): string {
  switch (issue.code) {
    case 'invalid_type':
      return issue.expected === 'int' ? 'a whole number' : `a ${issue.expected}`;
    case 'too_small':
      return `${issue.inclusive === false ? 'greater than' : 'at least'} ${issue.minimum}${count(issue.origin)}`;
    case 'too_big':
      return `${issue.inclusive === false ? 'less than' : 'at most'} ${issue.maximum}${count(issue.origin)}`;
    case 'not_multiple_of':
      return `a multiple of ${issue.divisor}`;
    case 'invalid_value':
      return `one of ${issue.values.join(', ')}`;
    default:
      return issue.message;
  }
}

function count(origin: string): string {
  return origin === 'array' ? ' of them' : origin === 'string' ? ' characters long' : '';
}

function kebab(key: string): string {
  return key.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}
