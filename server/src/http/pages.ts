import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import type { Context as Http } from 'koa';
import type { Services } from '../service.ts';
import { accountPagesByPath } from './account-pages.ts';
import { MethodNotAllowed } from './dispatch.ts';
import { errorIndexPage, errorPage, errorPaths } from './error-pages.ts';
import { frame, style } from './page-frame.ts';
import { problemDetails } from './problem-details.ts';
import { readTrace } from './trace.ts';

/** Pages for people. They are not operations, need no credential, and load nothing from anywhere else. */
interface Page {
  readonly type: string;
  readonly body: (services: Services) => string | NodeJS.ReadableStream | Promise<string>;
}

const scalar = createRequire(import.meta.url)
  .resolve('@scalar/api-reference')
  .replace(/dist\/.*$/, 'dist/browser/standalone.js');

const pages: { readonly [path: string]: Page } = {
  '/docs': { type: 'html', body: () => docsPage },
  '/docs/start.js': { type: 'js', body: () => startScript },
  '/docs/scalar.js': { type: 'js', body: () => createReadStream(scalar) },
  '/docs/errors': { type: 'html', body: errorIndexPage },
  ...Object.fromEntries(
    [...errorPaths].map(([path, code]) => [
      path,
      { type: 'html', body: async ({ readContract }: Services) => errorPage(code, await readContract()) },
    ]),
  ),
  '/docs/style.css': { type: 'css', body: () => style },
  '/docs/icon.svg': { type: 'svg', body: () => icon },
  ...accountPagesByPath,
};

/** `'unsafe-inline'` is for the renderer's own styles; no script but ours runs, and nothing is fetched from elsewhere. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

export const isPage = (path: string): boolean => path === '/' || Object.hasOwn(pages, path);

export async function servePage(http: Http, services: Services): Promise<void> {
  http.set('Content-Security-Policy', contentSecurityPolicy);
  http.set('X-Content-Type-Options', 'nosniff');
  http.set('Referrer-Policy', 'no-referrer');
  if (services.config.issuer.startsWith('https:'))
    http.set('Strict-Transport-Security', 'max-age=31536000; includeSubDomains');
  if (http.method !== 'GET' && http.method !== 'HEAD') {
    refuseMethod(http, services);
    return;
  }
  const page = pages[http.path];
  if (page === undefined) {
    http.redirect('/docs');
    return;
  }
  http.set('Cache-Control', 'public, max-age=300');
  http.type = page.type;
  http.body = await page.body(services);
}

/** A page is no operation, but what it refuses is a problem like any other. */
function refuseMethod(http: Http, { config, clock }: Services): void {
  const refusal = new MethodNotAllowed(['GET', 'HEAD']);
  const { traceId, traceparent } = readTrace(http.get('traceparent'));
  http.set('Allow', refusal.allowed.join(', '));
  http.set('Cache-Control', 'no-store');
  http.set('Traceparent', traceparent);
  http.status = refusal.status;
  http.body = JSON.stringify(problemDetails(refusal, { issuer: config.issuer, traceId, now: clock.now() }));
  http.type = 'application/problem+json';
}

const docsPage = frame(
  'Latchkey API',
  '<div id="app"></div>\n<noscript>This page draws the contract with a script. The contract itself is at <a href="/openapi.json">/openapi.json</a>.</noscript>\n<script src="/docs/scalar.js"></script>\n<script src="/docs/start.js"></script>',
);

const startScript = `Scalar.createApiReference('#app', {
  url: '/openapi.json',
  withDefaultFonts: false,
  agent: { disabled: true },
  telemetry: false,
  mcp: { disabled: true },
  showDeveloperTools: 'never',
  hideClientButton: true,
  defaultOpenAllTags: true,
  showOperationId: true,
  orderRequiredPropertiesFirst: true,
});
`;

const icon = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16"><g fill="none" stroke="#3b7ddd" stroke-width="2"><circle cx="5" cy="5" r="3.5"/><path d="m7.5 7.5 6.5 6.5m-3-3 2-2"/></g></svg>
`;
