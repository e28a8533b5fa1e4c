import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import { type Browser, chromium, type Page } from 'playwright-core';
import { htmlReport } from '../../src/report/html-report.ts';
import { sampleResults } from '../support/sample-results.ts';

const executablePath = [process.env.CHROMIUM_PATH, '/usr/bin/chromium', '/usr/bin/chromium-browser'].find(
  (path) => path !== undefined && existsSync(path),
);

if (executablePath === undefined && !process.env.CI) {
  console.log('The HTML report was not looked at: no Chromium was found. CHROMIUM_PATH names one.');
} else {
  suite('the HTML report in a browser', () => {
    let browser: Browser;
    let page: Page;
    const folder = mkdtempSync(join(tmpdir(), 'conformance-'));
    const asked: string[] = [];
    const complaints: string[] = [];

    before(async () => {
      const file = join(folder, 'report.html');
      writeFileSync(file, htmlReport(sampleResults()));
      assert.ok(executablePath, 'Chromium is needed: install it, or name it in CHROMIUM_PATH');
      // Chromium's sandbox needs a user other than root, which containers often have not.
      browser = await chromium.launch({ executablePath, args: process.getuid?.() === 0 ? ['--no-sandbox'] : [] });
      page = await browser.newPage({ viewport: { width: 1_200, height: 800 } });
      page.on('request', (request) => asked.push(request.url()));
      page.on('console', (message) => complaints.push(message.text()));
      page.on('pageerror', (error) => complaints.push(error.message));
      await page.goto(pathToFileURL(file).href);
    });
    after(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    test('needs nothing but the one file, and the browser has nothing to complain about', () => {
      assert.equal(asked.length, 1);
      assert.deepEqual(complaints, []);
    });

    test('opens with the failures: requirement, expected, actual, exchange and curl line are to be seen', async () => {
      const failed = page.locator('.requirement.failed');
      assert.equal(await failed.count(), 1);
      const text = ((await failed.textContent()) ?? '').replaceAll(/\s+/g, ' ');
      for (const part of ['It MUST end (SES-09).', 'status 401', '200', 'GET /v1/me', "curl 'http://127.0.0.1/v1/me'"])
        assert.ok(text.includes(part), part);
      assert.equal(await page.locator('.requirement.passed').isVisible(), false);
    });

    test('shows the others when they are asked for', async () => {
      await page.locator('[value=all]').check();
      assert.equal(await page.locator('.requirement.passed').isVisible(), true);
      assert.equal(await page.locator('.requirement.failed').isVisible(), true);
      await page.locator('[value=unseen]').check();
      assert.match((await page.locator('.requirement.unseen').textContent()) ?? '', /Nobody can say\./);
    });

    test('shows what a target has answered as text and runs none of it', async () => {
      assert.equal(await page.title(), 'Conformance of http://127.0.0.1/');
      assert.equal(await page.locator('script').count(), 0);
    });
  });
}
