import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const ROOMY = '1g';

/**
 * A disk of its own that can be filled up while somebody writes to it; only root can have one. Elsewhere the works are in
 * a plain folder, and a full disk is a limit on the size of a file.
 */
export async function openDisk() {
  const folder = await mkdtemp(join(tmpdir(), 'dcign-campaign-'));
  const mount = (...args) => execFileSync('mount', [...args, folder], { stdio: 'ignore' });
  let isDisk = true;
  try {
    mount('-t', 'tmpfs', '-o', `size=${ROOMY}`, 'tmpfs');
  } catch {
    isDisk = false;
  }
  return {
    folder,
    isDisk,
    /** @param spare bytes that may still be written */
    async fill(spare) {
      for (let tries = 20; ; tries--) {
        const { bsize, blocks, bfree } = await statfs(folder);
        try {
          return mount('-o', `remount,size=${(blocks - bfree) * bsize + spare}`);
        } catch (error) {
          // More was written meanwhile than it should hold.
          if (tries === 0) throw error;
        }
      }
    },
    empty: () => mount('-o', `remount,size=${ROOMY}`),
    close() {
      // At once for us, also where a work that was ended still writes.
      if (isDisk) execFileSync('umount', ['--lazy', folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
