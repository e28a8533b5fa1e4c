import { hash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import type { Context as Http } from 'koa';
import { wireTime } from '../clock.ts';
import { mailText } from '../mail/mail-texts.ts';
import type { Services } from '../service.ts';

/**
 * Where nothing is sent, on a plain-http loopback issuer, mails are read here. The page is behind a code that the start prints:
 * every program of the machine can reach a loopback address, and mails open accounts. The code travels in a form and in a
 * cookie, never in a URL.
 */
const pagePath = '/dev/outbox';
/** For tests and the conformance suite, which hold the secret of the test hooks: without it there is nothing at this path. */
const hookPath = '/dev/outbox.json';

const cookieName = 'outbox';
const mostMails = 100;
const mostBytes = 1_024;

export const hasDevelopmentOutbox = ({ config }: Services): boolean => config.issuer.startsWith('http:');

/** Whether the request is for the outbox; without their secret the test hooks are answered as any unknown path is. */
export function isForDevelopmentOutbox({ path, headers }: Http, { config }: Services): boolean {
  if (path === pagePath) return true;
  const given = headers['latchkey-test-hooks'];
  const { testHooksSecret } = config;
  return (
    path === hookPath && testHooksSecret !== undefined && typeof given === 'string' && isSecret(given, testHooksSecret)
  );
}

export async function serveDevelopmentOutbox(http: Http, services: Services): Promise<void> {
  http.set('Cache-Control', 'no-store');
  http.set('X-Content-Type-Options', 'nosniff');
  http.set('Referrer-Policy', 'no-referrer');
  http.set(
    'Content-Security-Policy',
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  );
  if (http.path === hookPath) {
    http.type = 'json';
    http.body = JSON.stringify({ data: await mailsOf(services) });
    return;
  }
  if (http.method === 'POST') return takeCode(http, services);
  const isKnown = isSecret(cookieOf(http.headers.cookie), services.outboxCode);
  http.type = 'html';
  http.body = isKnown ? await listing(services) : asking;
}

async function takeCode(http: Http, services: Services): Promise<void> {
  const given = new URLSearchParams(await textOf(http.req)).get('code') ?? undefined;
  if (!isSecret(given, services.outboxCode)) {
    http.status = 403;
    http.type = 'html';
    http.body = asking;
    return;
  }
  http.set('Set-Cookie', `${cookieName}=${services.outboxCode}; Path=/dev/outbox; HttpOnly; SameSite=Strict`);
  http.status = 303;
  http.set('Location', '/dev/outbox');
}

async function mailsOf({ outbox, config }: Services) {
  const records = await outbox.newest(mostMails);
  return records.map((record) => {
    const data = outbox.dataOf(record);
    return {
      id: record._id,
      to: record.to,
      kind: record.kind,
      created_at: wireTime(record.created_at),
      data,
      ...mailText(record.kind, data, config.issuer),
    };
  });
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) {
    text += String(chunk);
    if (text.length > mostBytes) return '';
  }
  return text;
}

const cookieOf = (header: string | undefined): string | undefined =>
  header
    ?.split(';')
    .map((pair) => pair.trim().split('='))
    .find(([name]) => name === cookieName)?.[1];

const isSecret = (given: string | undefined, expected: string): boolean =>
  given !== undefined && timingSafeEqual(hash('sha256', given, 'buffer'), hash('sha256', expected, 'buffer'));

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('"', '&quot;');

const page = (content: string): string => `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Latchkey outbox</title>
<link rel="stylesheet" href="/docs/style.css">
</head>
<body>
<main><h1>Outbox</h1>
${content}
</main>
</body>
</html>
`;

const asking = page(`<form method="post" action="/dev/outbox">
<p><label>The code that the server printed at its start: <input name="code" type="password" autocomplete="off" required autofocus></label>
<button>Show the mails</button></p>
</form>`);

async function listing(services: Services): Promise<string> {
  const mails = await mailsOf(services);
  if (mails.length === 0) return page('<p>No mail has been written yet.</p>');
  return page(
    mails
      .map(
        ({ to, subject, text, created_at }) =>
          `<article><h2>${escapeHtml(subject)}</h2><p class="quiet">to ${escapeHtml(to)} · ${created_at}</p><pre>${escapeHtml(text)}</pre></article>`,
      )
      .join('\n'),
  );
}
