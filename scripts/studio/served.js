import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { chromium } from 'playwright-core';

export const main = fileURLToPath(new URL('../../dist/cli/main.js', import.meta.url));

/** A studio of a built dist/ on a free port. */
export async function serveStudio(model) {
  const server = spawn(process.execPath, [main, 'studio', '--model', model, '--port', '0', '--no-open'], {
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  const address = await new Promise((resolve, reject) => {
    let said = '';
    server.stderr.on('data', (text) => {
      said += text;
      const [found] = /http:\/\/\S+/.exec(said) ?? [];
      if (found !== undefined) resolve(found);
    });
    server.on('exit', () => reject(new Error(said)));
  });
  return { address, close: () => server.kill() };
}

/** Debian's Chromium, in a profile in which nothing is cached. */
export function openChromium(flags = []) {
  return chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: ['--headless', '--no-sandbox', '--disable-gpu', ...flags],
  });
}
