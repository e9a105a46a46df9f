import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { defineCommand } from '../../src/cli/command.js';
import { describeFailure } from '../../src/cli/failure.js';

const options = z.strictObject({
  out: z.string().min(1).default('x.gif').describe('file to write').meta({ placeholder: 'file' }),
  steps: z.int().min(1).default(600).describe('training steps'),
  learningRate: z.number().gt(0).max(1).optional().describe('step size'),
  loss: z.enum(['bernoulli', 'gaussian']).default('bernoulli').describe('likelihood'),
  shadows: z.boolean().default(true).describe('cast no shadow'),
  force: z.boolean().default(false).describe('overwrite'),
  vary: z.array(z.string()).default(['azimuth']).describe('group to sweep'),
  maps: z.array(z.int().min(1)).default([48, 24]).describe('maps of each stage'),
  set: z.record(z.string(), z.number()).default({}).describe('fix a group'),
});

type Options = z.output<typeof options>;

function command(run: (given: Options, args: readonly string[]) => void) {
  return defineCommand({
    name: 'try',
    description: 'Try it.',
    arguments: [{ name: '[image...]', description: 'pictures' }],
    options,
    examples: ['dcign try a.png'],
    run: async (given, args) => {
      run(given, args);
      return { json: {}, text: '' };
    },
  });
}

async function parse(...args: string[]): Promise<{ given: Options; args: readonly string[] }> {
  let result: { given: Options; args: readonly string[] } | undefined;
  await command((given, rest) => {
    result = { given, args: rest };
  }).parseAsync([...args, '--quiet'], { from: 'user' });
  return result!;
}

async function complaint(...args: string[]): Promise<string> {
  const error = await parse(...args).then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  const failure = describeFailure(error);
  expect(failure.exitCode).toBe(1);
  expect(failure.message).not.toContain('\n');
  return failure.message;
}

describe('the bridge from a schema to options', () => {
  it('fills in every default', async () => {
    const { given, args } = await parse();
    expect(given).toMatchObject({
      out: 'x.gif',
      steps: 600,
      shadows: true,
      force: false,
      vary: ['azimuth'],
      set: {},
    });
    expect(given.learningRate).toBeUndefined();
    expect(args).toEqual([]);
  });

  it('reads every kind of value', async () => {
    const { given, args } = await parse(
      ...['a.png', '--steps', '1e3', '--learning-rate=0.01', '--loss', 'gaussian', '--no-shadows', '--force'],
      ...[
        '--maps',
        '96,48,24',
        '--vary',
        'light',
        '--vary',
        'shape',
        '--set',
        'light=-40',
        '--set',
        'shape.1=2.5,azimuth=10',
        'b.png',
      ],
    );
    expect(args).toEqual(['a.png', 'b.png']);
    expect(given).toMatchObject({
      steps: 1000,
      learningRate: 0.01,
      loss: 'gaussian',
      shadows: false,
      force: true,
      vary: ['light', 'shape'],
      maps: [96, 48, 24],
      set: { light: -40, 'shape.1': 2.5, azimuth: 10 },
    });
  });

  it.each([
    [['--steps', '1.5'], '--steps is 1.5, but must be a whole number.'],
    [['--steps', 'many'], '--steps is many, but must be a number.'],
    [['--steps', ''], '--steps is empty, but must be a number.'],
    [['--steps', '0'], '--steps is 0, but must be at least 1.'],
    [['--learning-rate', '0'], '--learning-rate is 0, but must be greater than 0.'],
    [['--learning-rate', '2'], '--learning-rate is 2, but must be at most 1.'],
    [['--loss', 'l1'], '--loss is l1, but must be one of bernoulli, gaussian.'],
    [['--out', ''], '--out is empty, but must be at least 1 characters long.'],
    [['--maps', '96,,24'], '--maps is empty, but must be a number.'],
    [['--maps', '96,x'], '--maps is x, but must be a number.'],
    [['--maps', '96,0'], '--maps is 0, but must be at least 1.'],
    [['--set', 'light'], '--set light lacks its value; write --set light=1.'],
    [['--set', 'light=1,'], '--set has an empty entry; write --set name=1.'],
    [['--set', 'light=dark'], '--set is light=dark, but must be a number.'],
  ])('refuses %j in one paragraph', async (args, expected) => {
    expect(await complaint(...args)).toBe(`${expected} See dcign try --help.`);
  });

  it('names every mistake at once', async () => {
    expect(await complaint('--steps', '0', '--loss', 'l1')).toMatch(/--steps is 0.*--loss is l1/);
  });

  it('suggests the nearest option', async () => {
    expect(await complaint('--step', '5')).toMatch(/unknown option '--step'.*--steps/i);
  });

  it('puts choices, defaults and examples into --help', () => {
    const shown: string[] = [];
    const it = command(() => {}).configureOutput({ writeOut: (text) => shown.push(text) });
    it.outputHelp();
    const help = shown.join('');
    expect(help).toMatch(/--out <file>\s+file to write \(default: x\.gif\)/);
    expect(help).toMatch(/--loss <name>\s+likelihood \(one of bernoulli, gaussian; default:\s+bernoulli\)/);
    expect(help).toMatch(/--no-shadows\s+cast no shadow/);
    expect(help).toMatch(/--maps <n,n,\.\.\.>\s+maps of each stage \(repeatable; default: 48,24\)/);
    expect(help).toMatch(/--vary <name,\.\.\.>\s+group to sweep \(repeatable; default: azimuth\)/);
    expect(help).toMatch(/--set <name=value>\s+fix a group \(repeatable\)/);
    expect(help).toMatch(/Examples:\n {2}dcign try a\.png/);
  });
});
