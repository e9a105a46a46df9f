import type { Command } from 'commander';
import { z } from 'zod';
import type { Diagnosis } from '../engine/doctor.js';
import { defineCommand } from './command.js';

export function doctorCommand(): Command {
  return defineCommand({
    name: 'doctor',
    description: 'Say which engines, accelerators and MPI work on this machine, and how to get the others.',
    options: z.strictObject({}),
    examples: ['dcign doctor', 'dcign doctor --json'],
    async run() {
      const { examine } = await import('../engine/doctor.js');
      const diagnosis = await examine();
      return { json: diagnosis, text: asText(diagnosis) };
    },
  });
}

function asText({
  node,
  platform,
  processor,
  nativeBf16,
  memoryBytes,
  engines,
  providers,
  mpi,
}: Diagnosis): string {
  const { model, cores, instructionSets } = processor;
  const rows = [
    ['Node', `${node}, ${platform}`],
    ['Processor', `${model}, ${cores} ${cores === 1 ? 'core' : 'cores'}`],
    ['Instructions', instructionSets.join(' ') || 'unknown'],
    ['bf16', nativeBf16 ? 'native' : 'not native: fp32 is faster'],
    ['Memory', `${(memoryBytes / 2 ** 30).toFixed(1)} GiB`],
    ...engines.map(({ name, reason, library }) => [
      `--engine ${name}`,
      library === undefined ? reason : `${reason} (${library})`,
    ]),
    ...providers.map(({ name, reason }) => [`--provider ${name}`, reason]),
    ...mpi.map(({ family, reason, library }) => [
      family,
      library === undefined ? reason : `${reason} (${library})`,
    ]),
  ];
  const width = Math.max(...rows.map(([name]) => name!.length));
  return rows.map(([name, value]) => `${name!.padEnd(width)}  ${value}`).join('\n');
}
