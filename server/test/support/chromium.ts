import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { type Browser, chromium } from 'playwright-core';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

/** Whether there is a browser to try things in. Where everything has to be tried, its absence is a failure. */
export const hasChromium = executablePath !== undefined || Boolean(process.env.CI);

export async function launchChromium(): Promise<Browser> {
  assert.ok(executablePath, 'Chromium is needed: install it, or name it in CHROMIUM_PATH');
  // Chromium's sandbox needs a user other than root, which containers often have not.
  return chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
}
