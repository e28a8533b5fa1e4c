import assert from 'node:assert/strict';
import { test } from 'node:test';
import { statusHeaders } from '../../src/contract/header-rules.ts';
import { nothingOfTheInside } from '../../src/contract/problem-rules.ts';
import type { Exchange } from '../../src/wire/exchange.ts';

const answered = (body: string, headers: readonly (readonly [string, string])[] = []): Exchange => ({
  request: { method: 'GET', path: '/things', headers: [] },
  answer: {
    status: 200,
    headers: [['Content-Type', 'application/json'], ['X-Content-Type-Options', 'nosniff'], ...headers],
    body: Buffer.from(body),
  },
  durationMilliseconds: 1,
});

const leaks = {
  JavaScript: 'TypeError: x is not a function\n    at handle (/srv/app/main.js:10:5)',
  'JavaScript without a path': 'Error\n    at handle (main:10:5)',
  Python: 'Traceback (most recent call last):\n  File "app.py", line 3, in handle',
  'a line of Python': 'File "auth/views.py", line 12',
  Java: 'java.lang.NullPointerException: null\n\tat com.example.Auth.check(Auth.java:42)',
  'a line of Java': 'at com.example.Auth$Inner.check(Auth.java:42)',
  'a cause in Java': 'org.hibernate.exception.ConstraintViolationException',
  'C#': 'System.NullReferenceException: Object reference\n   at Auth.Check() in Auth.cs:line 7',
  Go: 'panic: runtime error: index out of range\n\ngoroutine 7 [running]:\nmain.go:17',
  Rust: "thread 'main' panicked at src/main.rs:4:5",
  Ruby: "auth.rb:12:in `check'",
  PHP: 'Fatal error: Uncaught Error in auth.php on line 3',
  'a path': '/opt/auth/models.py',
  Postgres: 'SQLSTATE[23505]: duplicate key value violates unique constraint "users_email_key"',
  Oracle: 'ORA-00001: unique constraint violated',
  MySQL: 'You have an error in your SQL syntax',
  MongoDB: 'E11000 duplicate key error',
};

test('a stack trace, a path or the words of a driver is a leak in whatever language', () => {
  for (const [name, text] of Object.entries(leaks)) {
    for (const body of [text, JSON.stringify({ detail: text })])
      assert.deepEqual(
        nothingOfTheInside(answered(body)).map(({ requirement }) => requirement),
        ['ERR-08'],
        `${name}: ${body}`,
      );
  }
});

test('what people write, and what a contract says, is no leak', () => {
  const harmless = [
    'Look at the member name (line 3).',
    'meet me at noon (Main Street 12:30)',
    'invoices.read',
    'latchkey.workspace.delete:*',
    'https://docs.example/errors/ERROR.html',
    'com.example.error',
    'https://api.example.rs:8443/errors',
    'Error: the address is taken',
    'panic! at the disco',
    'lang.go',
    'ratio 3.go:home',
    'ORA-1',
    "'; DROP TABLE users; --",
    '../../../etc/passwd',
    'a file "notes.txt", line of thought',
    '2026-01-31T09:00:00Z',
    '/v1/workspaces/acme/keys',
    'The exception proves the rule.',
  ];
  for (const text of harmless)
    for (const body of [text, JSON.stringify({ name: text })])
      assert.deepEqual(nothingOfTheInside(answered(body)), [], body);
});

test('a banner names the framework, and a proxy in front names nothing of it', () => {
  const bannersOf = (name: string, value: string) =>
    statusHeaders(answered('{}', [[name, value]]), false).filter(({ requirement }) => requirement === 'HTTP-28');
  for (const value of [
    'Werkzeug/3.0.1 Python/3.12.1',
    'uvicorn',
    'gunicorn/21.2.0',
    'Jetty(11.0.15)',
    'Apache-Coyote/1.1',
    'Kestrel',
    'Cowboy',
    'puma 6.4',
    'Node.js',
  ])
    assert.equal(bannersOf('Server', value).length, 1, value);
  for (const value of ['Express', 'PHP/8.3.1', 'ASP.NET', 'Next.js'])
    assert.equal(bannersOf('X-Powered-By', value).length, 1, value);
  for (const value of ['nginx', 'nginx/1.25.3', 'cloudflare', 'envoy', 'Caddy', 'Latchkey', 'AmazonS3', 'Apache'])
    assert.equal(bannersOf('Server', value).length, 0, value);
});
