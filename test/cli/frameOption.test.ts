import { afterEach, describe, expect, it, vi } from 'vitest';
import { FrameNotices, frameReport, withoutChoice } from '../../src/cli/frameOption.js';
import { framingFor } from '../../src/framing/frameOptions.js';
import type { ModelDescription } from '../../src/model/description.js';

const modelOf = (scene: string) =>
  ({ data: { scene, factors: [], aliases: {} } }) as Pick<ModelDescription, 'data'>;

describe('the options of framing', () => {
  it('look for faces with a model of people alone', () => {
    const given = { frame: 'face', face: 1 } as const;
    expect(framingFor(given, modelOf('faces')).way).toBe('face');
    expect(framingFor(given, modelOf('sprites')).way).toBe('middle');
    expect(framingFor(given, modelOf('holidays')).way).toBe('middle');
    expect(framingFor({ ...given, frame: 'none' }, modelOf('sprites')).way).toBe('none');
  });

  it('take a crop with or without a roll, which speaks of no gallery', () => {
    const given = { frame: 'face', face: 2, crop: [10, 20, 30] } as const;
    const framing = framingFor(given, modelOf('faces'));
    expect(framing).toEqual({ way: 'face', face: 2, crop: { x: 10, y: 20, side: 30, roll: 0 } });
    expect(framingFor({ ...given, crop: [10, 20, 30, -5] }, modelOf('faces')).crop?.roll).toBe(-5);
    expect(withoutChoice(framing)).toEqual({ way: 'face' });
  });

  it('report the frame and every face', () => {
    const frame = { x: 1, y: 2, side: 3, roll: 4 };
    const report = frameReport({ frame, faces: [{ frame, score: 0.9, landmarks: [] }], notice: undefined });
    expect(report).toEqual({ frame, faces: [{ ...frame, score: 0.9 }] });
  });
});

describe('notices of framing', () => {
  afterEach(() => vi.restoreAllMocks());

  it('are said on stderr, a few of many, and not where quiet is wanted', () => {
    const said = vi.spyOn(console, 'error').mockImplementation(() => {});
    const notices = new FrameNotices();
    for (let i = 0; i < 8; i++) notices.add({ frame: undefined, faces: [], notice: `no face in ${i}` });
    notices.add({ frame: undefined, faces: [], notice: undefined });
    notices.say(true);
    expect(said).not.toHaveBeenCalled();
    notices.say(false);
    expect(said.mock.calls.map(([line]) => line)).toEqual([
      ...[0, 1, 2, 3, 4].map((i) => `no face in ${i}`),
      'The same of 3 more.',
    ]);
  });
});
