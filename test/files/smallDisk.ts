import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** Whether this user may mount a disk. */
export const canMount: boolean = process.platform === 'linux' && mounts();

/** A new disk of that size, `400k`, gone when the test is over. */
export function mounted(size: string): string {
  const folder = execFileSync('mktemp', ['-d']).toString().trim();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

function mounts(): boolean {
  try {
    const folder = execFileSync('mktemp', ['-d']).toString().trim();
    execFileSync('mount', ['-t', 'tmpfs', 'tmpfs', folder], { stdio: 'ignore' });
    execFileSync('umount', [folder]);
    return true;
  } catch {
    return false;
  }
}
