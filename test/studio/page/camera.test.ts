import { describe, expect, test } from 'vitest';
import { goTo, hasChromium, openedPage, PATIENCE, poll } from './browser.js';

const title = hasChromium ? 'a camera' : 'a camera (skipped: there is no /usr/bin/chromium)';

describe.skipIf(!hasChromium)(title, { timeout: PATIENCE }, () => {
  const opened = openedPage();

  /** In the place of the machine's camera, one that sees a single colour, and can be unplugged. */
  const plugIn = () =>
    opened.tab.page.evaluate(() => {
      const canvas = Object.assign(document.createElement('canvas'), { width: 64, height: 48 });
      const context = canvas.getContext('2d')!;
      setInterval(() => context.fillRect(0, 0, 64, 48), 50);
      navigator.mediaDevices.getUserMedia = async () => {
        const stream = canvas.captureStream(20);
        Object.assign(globalThis, {
          unplug: () => {
            for (const track of stream.getTracks()) {
              track.stop();
              track.dispatchEvent(new Event('ended'));
            }
          },
        });
        return stream;
      };
    });
  const unplug = () => opened.tab.page.evaluate(() => (globalThis as unknown as { unplug(): void }).unplug());

  test('before which is nothing takes no picture, and one that is unplugged says so', async () => {
    const { page } = opened.tab;
    await plugIn();
    await page.getByRole('button', { name: 'Camera', exact: true }).click();
    const shoot = page.getByRole('button', { name: 'Take picture' });
    await shoot.click({ timeout: PATIENCE });
    await poll(() => page.locator('dialog .notice').textContent()).toContain('camera is blank');
    expect(await page.getByRole('button', { name: 'Use this face' }).count()).toBe(0);
    await unplug();
    await poll(() => page.locator('dialog [role=alert]').textContent()).toContain('The camera is gone');
    expect(await shoot.count()).toBe(0);
    await page.keyboard.press('Escape');
  });

  test('that is unplugged ends the mirror, in words', async () => {
    const { page } = opened.tab;
    await plugIn();
    await goTo(page, '/mirror');
    await page.getByRole('button', { name: 'Start the camera' }).click();
    await page.getByRole('button', { name: 'Stop the camera' }).waitFor({ timeout: PATIENCE });
    await unplug();
    await page.getByRole('button', { name: 'Start the camera' }).waitFor({ timeout: PATIENCE });
    await poll(() => page.locator('.view.mirror').textContent()).toContain('The camera is gone');
  });
});
