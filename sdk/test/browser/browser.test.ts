import assert from 'node:assert/strict';
import { cpSync, existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join, normalize } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { hasChromium, launchChromium } from '../../../server/test/support/chromium.ts';
import { buildSdk } from '../../build.ts';
import { type Client, createClient } from '../../src/index.ts';
import { type RealServer, startRealServer } from '../support/real-server.ts';

const person = { email: 'ada@example.com', password: 'a long enough password for Ada' };

/** What the pages below share with this file: it runs in the browser. */
interface Tab {
  readonly client: Client;
  readonly sdk: typeof import('../../src/index.ts');
}

if (!hasChromium) {
  console.log('The SDK was not tried in a browser: no Chromium was found. CHROMIUM_PATH names one.');
} else {
  describe('the published build in Chromium, on a page of another origin than the service', () => {
    const folder = mkdtempSync(join(tmpdir(), 'latchkey-sdk-browser-'));
    let site: Server;
    let service: RealServer;
    let browser: Browser;
    let context: BrowserContext;

    before(async () => {
      buildSdk(folder);
      cpSync(dirname(fileURLToPath(import.meta.resolve('ky'))), join(folder, 'ky'), { recursive: true });
      site = await serveFolder(folder);
      service = await startRealServer({ CORS_ORIGINS: addressOf(site) });
      const operator = createClient({ baseUrl: service.url });
      await operator.setup.complete({ body: { setup_token: service.setupToken, ...person, name: 'Ada' } });
      browser = await launchChromium();
      context = await browser.newContext();
    });
    after(async () => {
      await browser?.close();
      await service?.stop();
      site?.close();
      rmSync(folder, { recursive: true, force: true });
    });

    /** A tab with a client whose session is in `localStorage`. */
    async function openTab(): Promise<Page> {
      const page = await context.newPage();
      await page.goto(addressOf(site));
      await page.evaluate(async (baseUrl) => {
        const entry = '/index.js';
        const sdk = (await import(entry)) as Tab['sdk'];
        Object.assign(globalThis, { sdk, client: sdk.createClient({ baseUrl, storage: sdk.webStorage() }) });
      }, service.url);
      return page;
    }

    const signIn = (page: Page): Promise<void> =>
      page.evaluate(async (body) => {
        const { client } = globalThis as unknown as Tab;
        await client.sessions.signIn({ body: { ...body, kind: 'renewable' } });
      }, person);

    const renew = (page: Page): Promise<string | undefined> =>
      page.evaluate(async () => {
        const { client } = globalThis as unknown as Tab;
        return client.accessToken({ refused: (await client.accessToken()) ?? '' });
      });

    test('it signs in, creates, walks a list, and tells a refusal as it does elsewhere', async () => {
      const page = await openTab();
      await signIn(page);

      const seen = await page.evaluate(async () => {
        const { client, sdk } = globalThis as unknown as Tab;
        for (const name of ['One', 'Two', 'Three'])
          await client.workspaces.create({ body: { name, slug: name.toLowerCase() } });
        const names: string[] = [];
        for await (const { name } of client.workspaces.list({ query: { limit: 2 } })) names.push(name);
        const workspace = await client.workspaces.get({ path: { workspace: 'one' } });
        const refusal: unknown = await client.workspaces
          .create({ body: { name: 'One', slug: 'one' } })
          .catch((error: unknown) => error);
        if (!sdk.isConflictError(refusal)) throw refusal;
        const { code, status, traceId } = refusal;
        return { names, etag: sdk.etagOf(workspace), code, status, hasTrace: traceId !== undefined };
      });

      assert.deepEqual(seen.names.toSorted(), ['One', 'Three', 'Two']);
      assert.match(seen.etag, /^"/);
      assert.deepEqual([seen.code, seen.status, seen.hasTrace], ['name_taken', 409, true]);
    });

    test('a redirect is not followed, which a browser tells by an answer without a status', async () => {
      const page = await openTab();

      const error = await page.evaluate(
        async (baseUrl) => {
          const { sdk } = globalThis as unknown as Tab;
          const client = sdk.createClient({ baseUrl, credentials: { apiToken: 'zk_live_example' } });
          const failure: unknown = await client.account.getMe().catch((reason: unknown) => reason);
          if (!sdk.isLatchkeyError(failure)) throw failure;
          return { code: failure.code, status: failure.status };
        },
        `${addressOf(site)}/moved`,
      );

      assert.deepEqual(error, { code: 'unexpected_redirect', status: undefined });
    });

    test('tabs that renew at the same moment go on with one session, and a sign-out in one is one in the other', async () => {
      const [first, second] = [await openTab(), await openTab()];
      await signIn(first);
      await renew(second);
      // Finds what the second has renewed.
      await renew(first);
      const refreshes: string[] = [];
      context.on('request', (request) => {
        if (request.method() === 'POST' && request.url().endsWith('/v1/token'))
          refreshes.push(request.postData() ?? '');
      });

      await Promise.all([renew(first), renew(second)]);

      // One, or two: what a tab writes reaches the process of another a moment later, also under a lock.
      assert.equal(new Set(refreshes).size, 1);
      for (const page of [second, first]) await renew(page);
      for (const page of [first, second])
        await page.evaluate(() => (globalThis as unknown as Tab).client.account.getMe());
      await first.evaluate(() => (globalThis as unknown as Tab).client.signOut());
      const code = await second.evaluate(async () => {
        const { client, sdk } = globalThis as unknown as Tab;
        const error: unknown = await client.account.getMe().catch((reason: unknown) => reason);
        return sdk.isSessionEndedError(error) ? error.code : String(error);
      });
      assert.equal(code, 'session_ended');
      assert.equal(await first.evaluate(() => localStorage.length), 0);
    });
  });
}

/** Where the SDK's one dependency is, which a bundler would know. */
const page = `<!doctype html><title>A page</title>
<script type="importmap">${JSON.stringify({ imports: { ky: '/ky/index.js' } })}</script>`;

/** A page, the files of a folder, and a service that has moved. */
async function serveFolder(folder: string): Promise<Server> {
  const server = createServer(({ url = '/' }, response) => {
    const file = join(folder, normalize(url));
    if (url === '/') response.setHeader('content-type', 'text/html').end(page);
    else if (url.startsWith('/moved/')) response.writeHead(307, { location: '/' }).end();
    else if (existsSync(file)) response.setHeader('content-type', 'text/javascript').end(readFileSync(file));
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return server;
}

const addressOf = (server: Server): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
