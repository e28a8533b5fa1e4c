import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasChromium, launchChromium } from '../../../server/test/support/chromium.ts';
import { freePort } from '../../../server/test/support/free-port.ts';
import { type Person, startTestService, type TestService } from '../../src/testing/index.ts';
import { type ExampleProgram, startExample } from '../support/example-program.ts';

if (!hasChromium) {
  console.log('The example page was not looked at: no Chromium was found. CHROMIUM_PATH names one.');
} else {
  describe('the example page, in two tabs of a browser', () => {
    let service: TestService;
    let site: ExampleProgram;
    let browser: Browser;
    let context: BrowserContext;
    let person: Person;
    before(async () => {
      // The service has to know the page's origin, and the page the service's.
      const port = await freePort();
      service = await startTestService({ environment: { CORS_ORIGINS: `http://127.0.0.1:${port}` } });
      site = await startExample('browser/serve.ts', { LATCHKEY_URL: service.url, PORT: String(port) });
      person = await service.signIn({ name: 'Ada' });
      browser = await launchChromium();
      context = await browser.newContext();
    });
    after(async () => {
      await browser?.close();
      await site?.stop();
      await service?.stop();
    });

    /** The page in a tab, with every refresh token that is sent from there and everything that it complains of. */
    async function openTab() {
      const page = await context.newPage();
      const refreshes: string[] = [];
      const complaints: string[] = [];
      page.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/v1/token'))
          refreshes.push(request.postData() ?? '');
      });
      page.on('pageerror', (error) => complaints.push(String(error)));
      await page.goto(site.url);
      return { page, refreshes, complaints };
    }

    const signIn = async (page: Page, password: string): Promise<void> => {
      await page.getByLabel('E-mail address').fill(person.email);
      await page.getByLabel('Password').fill(password);
      await page.getByRole('button', { name: 'Sign in' }).click();
    };
    const create = async (page: Page, name: string): Promise<void> => {
      await page.getByLabel('A new one').fill(name);
      await page.getByRole('button', { name: 'Create' }).click();
      await page.getByRole('listitem').filter({ hasText: name }).waitFor();
    };

    test('it signs in, calls, renews and signs out, and the other tab goes along', async () => {
      const first = await openTab();
      await signIn(first.page, 'something else, and long enough');
      await first.page.getByText('E-mail address or password is wrong.').waitFor();
      await signIn(first.page, person.password);
      await first.page.getByText('Signed in as Ada').waitFor();
      await create(first.page, 'Acme Ltd');

      const second = await openTab();
      await second.page.getByRole('listitem').filter({ hasText: 'Acme Ltd' }).waitFor();

      const before = await second.page.locator('#token').textContent();
      await second.page.getByRole('button', { name: 'Renew now' }).click();
      await second.page.waitForFunction((text) => document.querySelector('#token')?.textContent !== text, before);
      assert.equal(second.refreshes.length, 1);

      // Ten minutes are the life of an access token. Nobody is asked anything.
      service.advance({ minutes: 11 });
      await create(first.page, 'Beta Ltd');
      assert.equal(first.refreshes.length, 1);
      await create(second.page, 'Gamma Ltd');

      await first.page.getByRole('button', { name: 'Sign out' }).click();
      for (const { page } of [first, second]) await page.getByRole('button', { name: 'Sign in' }).waitFor();
      assert.equal(await second.page.evaluate(() => localStorage.length), 0);
      assert.deepEqual([...first.complaints, ...second.complaints], []);
    });

    test('a session that was ended elsewhere is told to the person', async () => {
      const { page } = await openTab();
      await signIn(page, person.password);
      await page.getByText('Signed in as Ada').waitFor();
      const { client } = await service.signIn({ email: person.email });
      await client.sessions.revokeSessions({ body: { scope: 'others' } });

      await page.getByRole('button', { name: 'Renew now' }).click();

      await page.getByText('Your session has ended. Please sign in again.').waitFor();
    });
  });
}
