import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, Page } from 'playwright-core';
import { newPlace } from '../storage/engines.ts';
import { hasChromium, launchChromium } from '../support/chromium.ts';
import { type ServerProcess, startServerProcess } from '../support/server-process.ts';

if (!hasChromium) {
  console.log('The docs page was not looked at: no Chromium was found. CHROMIUM_PATH names one.');
} else {
  describe('the pages for people, in a real browser', () => {
    const place = newPlace('embedded');
    let server: ServerProcess;
    let browser: Browser;

    before(async () => {
      server = await startServerProcess({ DATA_DIR: place.address, LOG_LEVEL: 'error' });
      browser = await launchChromium();
    });
    after(async () => {
      await browser?.close();
      await server?.end();
      await place.remove();
    });

    test('/docs shows every operation of the contract and asks no other host for anything', async () => {
      const { page, requested, complaints } = await visit(browser, `${server.url}/docs`);
      await page.getByText('Verify a credential and decide').first().waitFor();
      await keepPicture(page, 'docs');

      const shown = await page.locator('body').textContent();
      for (const { path, method, summary } of await operationsServedBy(server.url)) {
        assert.ok(shown?.includes(summary), `${method} ${path} is listed as "${summary}"`);
      }
      assert.deepEqual(requested.filter(isElsewhere(server.url)), []);
      assert.deepEqual(complaints, []);
    });

    test('an operation on /docs says what it takes, and how it answers, with an example', async () => {
      const { page } = await visit(browser, `${server.url}/docs#tag/decisions/POST/v1/verify`);
      const operation = page.locator('section', { hasText: 'What a guard in front of an API calls' }).last();
      await operation.waitFor();
      await operation.scrollIntoViewIfNeeded();
      await page.getByText('Service keys ask about every workspace').first().waitFor();
      await page.getByText('"outcome"').first().waitFor();
      await keepPicture(page, 'docs-verify');
    });

    test('the page that a problem links to says what it means, why it happens and what to do', async () => {
      const refused = await fetch(`${server.url}/v1/me`);
      const { type, title } = (await refused.json()) as { type: string; title: string };
      const { page, requested } = await visit(browser, type);
      const shown = (await page.locator('main').textContent()) ?? '';
      for (const words of [title, 'What usually lies behind it', 'What to do', 'Operations that answer with it']) {
        assert.ok(shown.includes(words), words);
      }
      await keepPicture(page, 'error');
      await page.getByRole('link', { name: 'All errors' }).click();
      await page.getByRole('link', { name: 'idempotency_key_reused' }).waitFor();
      await keepPicture(page, 'errors');
      assert.deepEqual(requested.filter(isElsewhere(server.url)), []);
    });
  });
}

interface ServedOperation {
  readonly method: string;
  readonly path: string;
  readonly summary: string;
}

async function operationsServedBy(url: string): Promise<ServedOperation[]> {
  const answer = await fetch(`${url}/openapi.json`);
  const { paths } = (await answer.json()) as { paths: Record<string, Record<string, { summary?: string }>> };
  return Object.entries(paths).flatMap(([path, methods]) =>
    Object.entries(methods).flatMap(([method, { summary }]) =>
      summary === undefined ? [] : { method, path, summary },
    ),
  );
}

interface Visit {
  readonly page: Page;
  /** Every address that the page asked for. */
  readonly requested: readonly string[];
  /** What the browser refused or could not run. */
  readonly complaints: readonly string[];
}

async function visit(browser: Browser, address: string): Promise<Visit> {
  const page = await browser.newPage({ viewport: { width: 1400, height: 900 } });
  const requested: string[] = [];
  const complaints: string[] = [];
  page.on('request', (request) => requested.push(request.url()));
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address, { waitUntil: 'networkidle' });
  return { page, requested, complaints };
}

const isElsewhere =
  (url: string) =>
  (address: string): boolean =>
    !address.startsWith(`${url}/`) && !/^(data|blob):/.test(address);

/** For a person to look at: PICTURES names a folder. */
async function keepPicture(page: Page, name: string): Promise<void> {
  if (process.env.PICTURES) await page.screenshot({ path: `${process.env.PICTURES}/${name}.png` });
}
