import { readFileSync } from 'node:fs';
import { cpus } from 'node:os';

/** Instruction sets that decide how fast the engines are, from the slowest to the fastest. */
const instructionSets = [
  'avx2',
  'avx512f',
  'avx512_vnni',
  'avx512_bf16',
  'amx_bf16',
  'asimd',
  'sve',
  'bf16',
] as const;

export interface Processor {
  readonly model: string;
  readonly cores: number;
  /** Those of `instructionSets` that it has; empty where the system does not say. */
  readonly instructionSets: readonly string[];
}

/** This machine's processor. Linux says what it can do; of other systems only the model is known. */
export function readProcessor(): Processor {
  const all = cpus();
  const flags = new Set(process.platform === 'linux' ? linuxFlags() : []);
  return {
    model: all[0]?.model.trim() ?? 'unknown',
    cores: all.length,
    instructionSets: instructionSets.filter((name) => flags.has(name)),
  };
}

/** Whether it multiplies bf16 in hardware: with less, bf16 is emulated and slower than fp32. */
export function hasNativeBf16({ instructionSets }: Processor): boolean {
  return instructionSets.includes('amx_bf16') || instructionSets.includes('avx512_bf16');
}

function linuxFlags(): readonly string[] {
  try {
    const line = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(readFileSync('/proc/cpuinfo', 'utf8'));
    return line?.[1]?.split(/\s+/) ?? [];
  } catch {
    return [];
  }
}
