import { expect, test } from 'vitest';
import { UserError } from '../../src/errors.js';
import { refuseUnlike } from '../../src/ranks/alike.js';
import { alone, gather } from '../../src/ranks/ranks.js';
import { any, isKnownToAll, together } from '../../src/ranks/together.js';
import { ranksInProcess } from './inProcess.js';

test('every rank gets the texts of all, whatever their lengths and letters', async () => {
  const texts = ['', 'Zürich → 東京', 'x'.repeat(1000)];
  const all = await Promise.all(ranksInProcess(3).map((ranks, i) => gather(ranks, texts[i]!)));
  for (const one of all) expect(one).toEqual(texts);
  expect(await gather(alone, 'own')).toEqual(['own']);
  expect(await Promise.all(ranksInProcess(2).map((ranks) => gather(ranks, '')))).toEqual([
    ['', ''],
    ['', ''],
  ]);
});

test('one voice is enough', async () => {
  const votes = (own: readonly boolean[]) =>
    Promise.all(ranksInProcess(3).map((ranks, i) => any(ranks, own[i]!)));
  expect(await votes([false, false, true])).toEqual([true, true, true]);
  expect(await votes([false, false, false])).toEqual([false, false, false]);
});

test('what one rank fails at, all throw: it its own error, the others its name', async () => {
  const own = new RangeError('no such page');
  const outcomes = await Promise.all(
    ranksInProcess(3).map((ranks) =>
      together(ranks, async () => {
        if (ranks.rank === 1) throw own;
        return ranks.rank;
      }).catch((error: unknown) => error),
    ),
  );
  expect(outcomes[1]).toBe(own);
  for (const other of [outcomes[0], outcomes[2]]) {
    expect(other).toBeInstanceOf(UserError);
    expect((other as Error).message).toContain(`Rank 1 of 3, on here: RangeError: no such page`);
  }
  expect(outcomes.every(isKnownToAll)).toBe(true);
  expect(isKnownToAll(new RangeError('no such page'))).toBe(false);

  const results = await Promise.all(
    ranksInProcess(2).map((ranks) => together(ranks, async () => ranks.rank)),
  );
  expect(results).toEqual([0, 1]);
});

test('ranks that differ are told in what, all of them', async () => {
  const engines = ['onednn with bf16', 'onednn with bf16', 'onnx with fp32'];
  const outcomes = await Promise.all(
    ranksInProcess(3).map((ranks, i) =>
      refuseUnlike(ranks, { version: 'dcign 1', engine: engines[i]! }).catch((error: unknown) => error),
    ),
  );
  for (const error of outcomes) {
    expect(error).toBeInstanceOf(UserError);
    expect((error as Error).message).toMatch(
      /same engine: rank 0 has onednn with bf16, rank 2 has onnx with fp32/,
    );
    expect(isKnownToAll(error)).toBe(true);
  }
  await Promise.all(ranksInProcess(3).map((ranks) => refuseUnlike(ranks, { engine: 'onnx' })));
});
