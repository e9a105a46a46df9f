import { execFileSync } from 'node:child_process';
import { onTestFinished } from 'vitest';

/** A small disk of its own, which only root can have. */
export function mountedDisk(size: string): string {
  const folder = execFileSync('mktemp', ['-d']).toString().trim();
  execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder]);
  onTestFinished(() => void execFileSync('umount', [folder]));
  return folder;
}

export const canMount: boolean = process.platform === 'linux' && mounts();

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
