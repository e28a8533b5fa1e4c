import { createReadStream } from 'node:fs';
import { createRequire } from 'node:module';
import type { Context as Http } from 'koa';
import { errorRegistry } from '../errors/registry.gen.ts';
import { accountPagesByPath } from './account-pages.ts';

/** Pages for people. They are not operations, need no credential, and load nothing from anywhere else. */
interface Page {
  readonly type: string;
  readonly body: () => string | NodeJS.ReadableStream;
}

const scalar = createRequire(import.meta.url)
  .resolve('@scalar/api-reference')
  .replace(/dist\/.*$/, 'dist/browser/standalone.js');

const pages: { readonly [path: string]: Page } = {
  '/docs': { type: 'html', body: () => docsPage },
  '/docs/start.js': { type: 'js', body: () => startScript },
  '/docs/scalar.js': { type: 'js', body: () => createReadStream(scalar) },
  '/docs/errors': { type: 'html', body: () => errorsPage },
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

export function servePage(http: Http): void {
  if (http.method !== 'GET' && http.method !== 'HEAD') {
    http.set('Allow', 'GET, HEAD');
    http.status = 405;
    return;
  }
  http.set('Content-Security-Policy', contentSecurityPolicy);
  http.set('X-Content-Type-Options', 'nosniff');
  http.set('Referrer-Policy', 'no-referrer');
  const page = pages[http.path];
  if (page === undefined) {
    http.redirect('/docs');
    return;
  }
  http.set('Cache-Control', 'public, max-age=300');
  http.type = page.type;
  http.body = page.body();
}

/** The renderer brings its own style and calls its own parts by the same names, so ours holds for `.plain` pages alone. */
const frame = (title: string, content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="icon" href="/docs/icon.svg">
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
${content}
</body>
</html>
`;

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

const style = `:root { color-scheme: light dark; --ink: #1c2430; --paper: #fff; --quiet: #5d6b7e; --line: #d9dfe7; --marked: #eef4fd; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8ecf2; --paper: #12161c; --quiet: #9aa7b8; --line: #2b333f; --marked: #1b2533; } }
body { margin: 0; font-family: system-ui, sans-serif; background: var(--paper); color: var(--ink); }
main.plain { max-width: 46rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; line-height: 1.5; }
.plain article { border-top: 1px solid var(--line); padding: .75rem; scroll-margin-top: 1rem; }
.plain article:target { background: var(--marked); box-shadow: inset 3px 0 #3b7ddd; }
.plain a { color: #3b7ddd; } .plain code { font-family: ui-monospace, monospace; font-size: .9em; }
.plain h1 { font-size: 1.6rem; } .plain h2 { font-size: 1.05rem; margin: 0; font-family: ui-monospace, monospace; }
.plain p { margin: .35rem 0; } .plain .quiet { color: var(--quiet); }
`;

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const proseHtml = (text: string): string => escapeHtml(text).replaceAll(/`([^`]+)`/g, '<code>$1</code>');

const errorsPage = frame(
  'Latchkey errors',
  `<main class="plain"><h1>Errors</h1>
<p>Every refusal is <code>application/problem+json</code> (RFC 9457). Decide by <code>code</code>; its <code>type</code> links here. <a href="/docs">All operations</a></p>
${Object.entries(errorRegistry)
  .map(
    ([code, { status, title, meaning, remedy }]) =>
      `<article id="${code}"><h2>${code} · ${status}</h2><p><b>${escapeHtml(title)}.</b> ${proseHtml(meaning)}</p><p class="quiet">${proseHtml(remedy)}</p></article>`,
  )
  .join('\n')}
</main>`,
);
