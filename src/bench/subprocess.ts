import { spawn } from 'node:child_process';

/**
 * Runs a program to its end and parses the last line that it prints as JSON.
 *
 * Every case is timed in a process of its own, so that peak memory is that case's and no library's threads
 * disturb another's.
 *
 * @throws Error with the end of what the program said, if it fails
 */
export async function jsonFrom(program: string, args: readonly string[]): Promise<unknown> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let out = '';
  let err = '';
  child.stdout.on('data', (chunk) => {
    out += chunk;
  });
  child.stderr.on('data', (chunk) => {
    err += chunk;
  });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const lastLine = out.trim().split('\n').at(-1) ?? '';
  if (code !== 0) throw new Error(err.trim().split('\n').at(-1) || `${program} ended with status ${code}`);
  return JSON.parse(lastLine);
}
