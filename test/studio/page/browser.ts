import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import type { Assets } from '../../../src/studio/assets.js';
import { type Fixture, openStudio } from '../server/studio.js';

const CHROMIUM = '/usr/bin/chromium';

/** The tests of the page need Debian's Chromium (`apt install chromium`); without it they are skipped. */
export const hasChromium: boolean = existsSync(CHROMIUM);

/** Milliseconds for a test on a machine that has much else to do. */
export const PATIENCE = 300_000;

/** Asks again until it is so. */
export function poll<T>(ask: () => T | Promise<T>): ReturnType<typeof expect.poll<T>> {
  return expect.poll(ask, { timeout: 30_000 });
}

export const SOFTWARE_GPU: readonly string[] = [
  '--enable-unsafe-webgpu',
  '--use-webgpu-adapter=swiftshader',
  '--enable-features=Vulkan',
];

/** WebGL without a graphics processor. */
export const SOFTWARE_GL: readonly string[] = [
  '--use-gl=angle',
  '--use-angle=swiftshader',
  '--enable-unsafe-swiftshader',
];

export function openBrowser(flags: readonly string[] = ['--disable-gpu']): Promise<Browser> {
  return chromium.launch({
    executablePath: CHROMIUM,
    args: [
      '--headless',
      '--no-sandbox',
      '--disable-quic',
      '--no-first-run',
      '--disable-background-networking',
      '--disable-component-update',
      '--disable-sync',
      ...flags,
    ],
  });
}

/** A tab, and whatever went wrong in it. */
export interface Tab {
  readonly page: Page;
  readonly complaints: readonly string[];
}

/** What went wrong in a tab whose WebGL is software: Chromium also says how slowly that reads pixels back. */
export function complaintsOfSoftware({ complaints }: Tab): readonly string[] {
  return complaints.filter((text) => !text.includes('GPU stall due to ReadPixels'));
}

/** Opens an address in a fresh profile and waits until the model is there. */
export async function openTab(browser: Browser, url: string): Promise<Tab> {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 } });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    if (message.type() === 'error' || message.type() === 'warning') complaints.push(message.text());
  });
  await page.goto(url);
  await page.waitForSelector('.view', { timeout: PATIENCE });
  return { page, complaints };
}

/** A studio, a browser, and the studio's page in it. */
export interface Opened {
  readonly studio: Fixture;
  readonly browser: Browser;
  readonly tab: Tab;
}

/** Opens the page before the tests of a block and closes it behind them. Nothing is in it until then. */
export function openedPage(flags?: readonly string[]): Opened {
  const opened: { -readonly [K in keyof Opened]?: Opened[K] } = {};
  beforeAll(async () => {
    opened.studio = await openStudio();
    opened.browser = await openBrowser(flags);
    opened.tab = await openTab(opened.browser, `${opened.studio.url}?engine=wasm`);
  }, PATIENCE);
  afterAll(async () => {
    await opened.browser?.close();
    await opened.studio?.close();
  });
  return opened as Opened;
}

/** Goes to another view of a page that is open, and waits until the page has heard of it. */
export async function goTo(page: Page, hash: string): Promise<void> {
  await page.evaluate(async (to) => {
    if (location.hash === `#${to}`) return;
    const heard = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    location.hash = to;
    await heard;
  }, hash);
}

/**
 * What axe-core finds that keeps people from using a page. By `-webkit-text-fill-color` it judges contrast, which Chromium
 * paints in the forced colour but computes as it was written: where colours are forced `color` says what is seen.
 */
export async function barriers(page: Page): Promise<readonly string[]> {
  await page.evaluate(await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8'));
  return page.evaluate(async () => {
    const { prototype } = CSSStyleDeclaration;
    const { getPropertyValue } = prototype;
    const { matches: isForced } = matchMedia('(forced-colors: active)');
    prototype.getPropertyValue = function (name) {
      return isForced && name === '-webkit-text-fill-color' ? '' : getPropertyValue.call(this, name);
    };
    const { violations } = await (
      globalThis as unknown as {
        axe: { run(): Promise<{ violations: { id: string; nodes: { html: string }[] }[] }> };
      }
    ).axe.run();
    prototype.getPropertyValue = getPropertyValue;
    return violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`);
  });
}

/** The numbers that a picture shows; empty while it shows none. */
export async function shown(page: Page, selector: string): Promise<readonly number[]> {
  return page
    .locator(`${selector} canvas.picture`)
    .first()
    .evaluate((canvas) => Array.from((canvas as { pixels?: Float32Array }).pixels ?? []));
}

/** Waits until a picture is what it should be, to 2/255. */
export async function expectPicture(page: Page, selector: string, expected: Float32Array): Promise<void> {
  await poll(async () => difference(await shown(page, selector), expected)).toBeLessThan(2 / 255);
}

/** The largest difference; 1 where one is missing. */
export function difference(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (a.length !== b.length) return 1;
  let worst = 0;
  for (let i = 0; i < a.length; i++) worst = Math.max(worst, Math.abs(a[i]! - b[i]!));
  return worst;
}

export interface PlainHost {
  readonly url: string;
  /** Paths that were asked for, in turn. */
  readonly asked: readonly string[];
  close(): void;
}

const TYPES: Readonly<Record<string, string>> = {
  html: 'text/html',
  js: 'text/javascript',
  mjs: 'text/javascript',
  css: 'text/css',
  json: 'application/json',
  svg: 'image/svg+xml',
  png: 'image/png',
  wasm: 'application/wasm',
};

/** Any web host: files and their types, no headers of ours, and below a folder. */
export async function plainHost(
  folder: string,
  read: (path: string) => Promise<Uint8Array>,
  at = 0,
): Promise<PlainHost> {
  const asked: string[] = [];
  const server: Server = createServer(async (request, response) => {
    const { pathname } = new URL(request.url!, 'http://host');
    const path = pathname.slice(`/${folder}/`.length) || 'index.html';
    asked.push(path);
    try {
      const body = await read(path);
      response.writeHead(200, {
        'content-type': TYPES[path.split('.').at(-1)!] ?? 'application/octet-stream',
      });
      response.end(body);
    } catch {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => server.listen(at, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/${folder}/`,
    asked,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}

const main = fileURLToPath(new URL('../../../dist/cli/main.js', import.meta.url));

/**
 * Runs a command of the page as it is copied, in a shell.
 *
 * @param folder that it works in
 * @returns what it prints
 */
export async function runCommand(command: string, folder: string): Promise<string> {
  const shell = `dcign() { '${process.execPath}' '${main}' "$@"; }; ${command}`;
  return (await promisify(execFile)('bash', ['-c', shell], { cwd: folder })).stdout;
}

/** A picture of the gallery, as the files have it. */
export function galleryEntries(
  assets: Assets,
): readonly { readonly name: string; readonly image: string; readonly values: Record<string, number> }[] {
  return JSON.parse(new TextDecoder().decode(assets.get('gallery/index.json') as Uint8Array));
}
