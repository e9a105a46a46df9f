import { appendFile, mkdir, readFile, rename, utimes, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { withLock } from '../../../src/files/lock.js';
import { RunFolder } from '../../../src/training/run.js';
import { tinyOptions } from '../../training/tiny.js';
import { type Fixture, openStudio } from './studio.js';

let studio: Fixture;
beforeAll(async () => {
  studio = await openStudio();
});
afterAll(() => studio.close());

async function newRun(name: string, steps: number): Promise<RunFolder> {
  const folder = new RunFolder(join(studio.runs, name));
  await folder.create({
    versions: { dcign: '0' },
    engine: { name: 'onnx', precision: 'fp32', provider: 'cpu', description: 'none' },
    options: tinyOptions({ steps }),
    data: { info: { scene: 'dot', size: 8, batchSize: 4, seed: 1 } },
  });
  return folder;
}

interface Event {
  readonly event: string;
  readonly data: string;
  readonly id: string | undefined;
}

/** Reads events until there are `count` of them, then leaves. */
async function readEvents(
  path: string,
  count: number,
  headers: Record<string, string> = {},
  onEvent: (seen: number) => void = () => {},
): Promise<Event[]> {
  const leave = new AbortController();
  const response = await fetch(studio.url + path, { headers, signal: leave.signal });
  expect(response.headers.get('content-type')).toContain('text/event-stream');
  const events: Event[] = [];
  let text = '';
  const decoder = new TextDecoder();
  for await (const bytes of response.body!) {
    text += decoder.decode(bytes as Uint8Array, { stream: true });
    for (let end = text.indexOf('\n\n'); end >= 0; end = text.indexOf('\n\n')) {
      const fields = new Map(
        text
          .slice(0, end)
          .split('\n')
          .map((line) => /^(\w*): ?(.*)$/.exec(line)!.slice(1) as [string, string]),
      );
      text = text.slice(end + 2);
      if (!fields.has('data')) continue;
      events.push({
        event: fields.get('event') ?? 'message',
        data: fields.get('data')!,
        id: fields.get('id'),
      });
      onEvent(events.length);
    }
    if (events.length >= count) break;
  }
  leave.abort();
  return events;
}

test('lists trainings, how far they are, and nothing else', async () => {
  expect(await (await fetch(`${studio.url}api/runs`)).json()).toEqual([]);
  const half = await newRun('half', 40);
  await half.record({ step: 10, loss: 3 });
  await half.record({ step: 20, loss: 2 });
  await appendFile(half.metrics, '{"step":30,"lo');
  const done = await newRun('done', 7);
  await done.record({ step: 7, loss: 1 });
  await writeFile(done.model, '');
  await newRun('new', 5);
  await mkdir(join(studio.runs, 'holiday pictures'));
  await mkdir(join(studio.runs, 'damaged'));
  await writeFile(join(studio.runs, 'damaged', 'config.json'), '{');
  await writeFile(join(studio.runs, 'notes.txt'), '');

  expect(await (await fetch(`${studio.url}api/runs`)).json()).toEqual([
    { name: 'done', steps: 7, step: 7, finished: true, going: false, current: true },
    { name: 'half', steps: 40, step: 20, finished: false, going: false, current: true },
    { name: 'new', steps: 5, step: 0, finished: false, going: false, current: true },
  ]);
  const isGoing = async () =>
    ((await (await fetch(`${studio.url}api/runs`)).json()) as { going: boolean }[]).filter(
      ({ going }) => going,
    );
  await withLock(half.path, async () => {
    expect(await isGoing()).toMatchObject([{ name: 'half' }]);
  });
  expect(await isGoing()).toEqual([]);
  // A lock that its process left behind, here and on another machine.
  const owner = { id: 'x', host: 'elsewhere', pid: 1, machine: 'elsewhere', started: '' };
  await writeFile(join(half.path, '.lock'), JSON.stringify(owner));
  expect(await isGoing()).toMatchObject([{ name: 'half' }]);
  const before = new Date(Date.now() - 120_000);
  await utimes(join(half.path, '.lock'), before, before);
  expect(await isGoing()).toEqual([]);
  const config = await (await fetch(`${studio.url}api/runs/half/config`)).json();
  expect(config).toEqual(JSON.parse(JSON.stringify(await half.readConfig())));
  for (const name of ['damaged', 'notes.txt', 'none', 'holiday pictures'])
    expect((await fetch(`${studio.url}api/runs/${name}/config`)).status).toBe(404);
});

test('a training that another version of dcign has configured is listed, and can be watched', async () => {
  const old = await newRun('old', 30);
  const config = JSON.parse(await readFile(old.config, 'utf8'));
  delete config.options.frozen;
  await writeFile(old.config, JSON.stringify(config));
  await expect(old.readConfig()).rejects.toThrow(/frozen/);
  await old.record({ step: 3, loss: 1 });
  const listed = (await (await fetch(`${studio.url}api/runs`)).json()) as { name: string }[];
  expect(listed.find(({ name }) => name === 'old')).toEqual({
    ...{ name: 'old', steps: 30, step: 3, finished: false, going: false, current: false },
  });
  expect(await (await fetch(`${studio.url}api/runs/old/config`)).json()).toEqual(config);
  const [line] = await readEvents('api/runs/old/metrics', 1);
  expect(JSON.parse(line!.data)).toEqual({ step: 3, loss: 1 });
});

test('lists and serves sample sheets', async () => {
  const run = await newRun('pictures', 9);
  for (const step of [9, 3]) await writeFile(run.sampleSheet(step), `sheet ${step}`);
  await writeFile(join(run.path, 'samples', 'step-00000004.png.part'), 'unfinished');
  const address = `${studio.url}api/runs/pictures/samples`;
  expect(await (await fetch(address)).json()).toEqual([
    { step: 3, file: 'step-00000003.png' },
    { step: 9, file: 'step-00000009.png' },
  ]);
  const sheet = await fetch(`${address}/step-00000009.png`);
  expect(sheet.headers.get('content-type')).toBe('image/png');
  expect(await sheet.text()).toBe('sheet 9');
  for (const file of ['step-00000004.png', 'step-00000004.png.part', 'config.json'])
    expect((await fetch(`${address}/${file}`)).status).toBe(404);
});

test('metrics come as they are written, whole lines only', async () => {
  const run = await newRun('live', 9);
  const events = readEvents('api/runs/live/metrics', 4);
  await sleep(100);
  await run.record({ step: 1 });
  await appendFile(run.metrics, '{"st');
  await sleep(400);
  await appendFile(run.metrics, 'ep":2}\n{"step":3}\n');
  await sleep(400);
  await run.record({ step: 4, note: 'größer' });
  const lines = (await events).map(({ data }) => JSON.parse(data));
  expect(lines).toEqual([{ step: 1 }, { step: 2 }, { step: 3 }, { step: 4, note: 'größer' }]);
});

test('a stream goes on where it was left, without gap or repetition', async () => {
  const run = await newRun('long', 3000);
  const line = (step: number): string => JSON.stringify({ step, padding: 'é'.repeat(step % 50) });
  await appendFile(run.metrics, Array.from({ length: 3000 }, (_, i) => `${line(i + 1)}\n`).join(''));
  const first = await readEvents('api/runs/long/metrics', 1200);
  const last = first.at(-1)!;
  const left = 3000 - first.length;
  const byHeader = await readEvents('api/runs/long/metrics', left, { 'last-event-id': last.id! });
  const byQuery = await readEvents(`api/runs/long/metrics?from=${last.id}`, left);
  expect([...first, ...byHeader].map(({ data }) => data)).toEqual(
    Array.from({ length: 3000 }, (_, i) => line(i + 1)),
  );
  expect(byQuery).toEqual(byHeader);
});

test('a stream gets past what a power cut has left, however long', async () => {
  const run = await newRun('cut', 9);
  await run.record({ step: 1 });
  await appendFile(run.metrics, `${'\0'.repeat(150_000)}\n`);
  await run.record({ step: 2 });
  const told = (await readEvents('api/runs/cut/metrics', 3)).map(({ data }) => data);
  expect([told[0], told[2]]).toEqual(['{"step":1}', '{"step":2}']);
});

test('a stream starts again where the file was replaced', async () => {
  const run = await newRun('resumed', 9);
  for (const step of [1, 2, 3]) await run.record({ step });
  let live: Promise<Event[]> | undefined;
  await new Promise<void>((resolve) => {
    live = readEvents('api/runs/resumed/metrics', 6, {}, (seen) => seen === 3 && resolve());
  });
  await writeFile(`${run.metrics}.new`, '{"step":1}\n');
  await rename(`${run.metrics}.new`, run.metrics);
  await run.record({ step: 2, again: true });
  const seen = (await live!).map(({ event, data }) => (event === 'reset' ? 'reset' : JSON.parse(data)));
  expect(seen).toEqual([
    { step: 1 },
    { step: 2 },
    { step: 3 },
    'reset',
    { step: 1 },
    { step: 2, again: true },
  ]);

  const [reset, next] = await readEvents('api/runs/resumed/metrics?from=5', 2);
  expect([reset!.event, next!.data]).toEqual(['reset', '{"step":1}']);
});

test('one stream follows several trainings, and each goes on where it was left', async () => {
  const [one, two] = [await newRun('first, of two', 9), await newRun('second', 9)];
  await one.record({ step: 1 });
  await two.record({ step: 10 });
  const address = 'api/metrics?run=first,%20of%20two&run=second';
  const seen = await readEvents(address, 2);
  expect(seen.map(({ data }) => JSON.parse(data)).sort((a, b) => a.line.step - b.line.step)).toEqual([
    { run: 'first, of two', line: { step: 1 } },
    { run: 'second', line: { step: 10 } },
  ]);
  await one.record({ step: 2 });
  await two.record({ step: 11 });
  const { id } = seen.at(-1)!;
  for (const rest of [
    await readEvents(address, 2, { 'last-event-id': id! }),
    await readEvents(`${address}&from=${encodeURIComponent(id!)}`, 2),
  ])
    expect(rest.map(({ data }) => JSON.parse(data).line.step).sort((a, b) => a - b)).toEqual([2, 11]);
  const [reset] = await readEvents('api/metrics?run=second&from=second%3D3', 1);
  expect([reset!.event, reset!.data]).toEqual(['reset', '"second"']);
  for (const [query, status] of [
    ['', 400],
    ['?run=none', 404],
    ['?run=second&from=second%3Dx', 400],
  ])
    expect((await fetch(`${studio.url}api/metrics${query}`)).status).toBe(status);
});

test('streams are bounded, and given back when their reader leaves', async () => {
  await newRun('popular', 9);
  const leave = new AbortController();
  const address = `${studio.url}api/runs/popular/metrics`;
  const open = await Promise.all(Array.from({ length: 64 }, () => fetch(address, { signal: leave.signal })));
  expect(open.every(({ status }) => status === 200)).toBe(true);
  expect((await fetch(address)).status).toBe(503);
  leave.abort();
  let status = 503;
  for (let i = 0; i < 100 && status === 503; i++) {
    await sleep(50);
    const again = new AbortController();
    ({ status } = await fetch(address, { signal: again.signal }));
    again.abort();
  }
  expect(status).toBe(200);
});

test('who asks for the headers of a stream alone takes no place of those who read one', async () => {
  await newRun('asked about', 9);
  const address = `${studio.url}api/runs/asked%20about/metrics`;
  for (const one of [address, `${studio.url}api/metrics?run=asked%20about`])
    for (let i = 0; i < 40; i++) {
      const { status, headers } = await fetch(one, { method: 'HEAD' });
      expect([status, headers.get('content-type')]).toEqual([200, 'text/event-stream']);
    }
  const leave = new AbortController();
  expect((await fetch(address, { signal: leave.signal })).status).toBe(200);
  leave.abort();
});

test('a training whose metrics cannot be read does not end the stream of another one', async () => {
  const [spoilt, sound] = [await newRun('spoilt', 9), await newRun('sound', 9)];
  await mkdir(spoilt.metrics);
  const events = readEvents('api/metrics?run=spoilt&run=sound', 1);
  await sleep(400);
  await sound.record({ step: 1 });
  expect((await events).map(({ data }) => JSON.parse(data))).toEqual([{ run: 'sound', line: { step: 1 } }]);
});

test.each(['-1', '1.5', 'x', '1e99'])('from=%s is refused', async (from) => {
  await mkdir(studio.runs, { recursive: true });
  const response = await fetch(`${studio.url}api/runs/long/metrics?from=${from}`);
  expect(response.status).toBe(400);
});
