import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Environment, readConfig } from '../src/config.ts';

const secret = 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi';
const production: Environment = {
  HOST: '0.0.0.0',
  ISSUER: 'https://auth.example.com',
  SECRET_KEY: secret,
  MONGODB_URI: 'mongodb://db/latchkey?replicaSet=rs0',
};

function problemsOf(environment: Environment): readonly string[] {
  const read = readConfig(environment);
  return 'problems' in read ? read.problems : [];
}

test('nothing set is a safe start: loopback, embedded, open to sign-ups of this machine', () => {
  const read = readConfig({});
  assert.ok('config' in read);
  assert.equal(read.config.host, '127.0.0.1');
  assert.equal(read.config.port, 4000);
  assert.equal(read.config.mongodbUri, undefined);
  assert.equal(read.config.registration, 'open');
  assert.ok(Object.isFrozen(read.config));
});

test('a production environment is accepted, closed to sign-ups unless it says otherwise', () => {
  const read = readConfig(production);
  assert.ok('config' in read);
  assert.equal(read.config.registration, 'closed');
  assert.equal(read.config.emailVerification, 'required');
});

test('every problem is reported at once, each with the name of its variable', () => {
  const problems = problemsOf({
    HOST: 'example.com',
    PORT: '70000',
    ISSUER: 'http://auth.example.com/path',
    MONGODB_URI: 'postgres://x',
    SECRET_KEY: 'short',
    SETUP_TOKEN: 'short',
    REGISTRATION: 'maybe',
    CORS_ORIGINS: 'https://ok.example,https://bad.example/',
    LOG_LEVEL: 'loud',
    REQUESTS_PER_MINUTE: '0',
    EMAIL_VERIFICATION: 'sometimes',
    WORKSPACE_CREATION: 'nobody',
  });
  for (const name of [
    'HOST',
    'PORT',
    'ISSUER',
    'MONGODB_URI',
    'SECRET_KEY',
    'SETUP_TOKEN',
    'REGISTRATION',
    'CORS_ORIGINS',
    'LOG_LEVEL',
    'REQUESTS_PER_MINUTE',
    'EMAIL_VERIFICATION',
    'WORKSPACE_CREATION',
  ])
    assert.ok(
      problems.some((problem) => problem.startsWith(`${name} `)),
      name,
    );
});

test('what would be unsafe away from this machine is refused there', () => {
  const unsafe: readonly (readonly [Environment, RegExp])[] = [
    [{ ISSUER: 'http://auth.example.com' }, /ISSUER must use https/],
    [{ ISSUER: undefined }, /ISSUER is required/],
    [{ SECRET_KEY: undefined }, /SECRET_KEY is required/],
    [{ EMAIL_VERIFICATION: 'off' }, /EMAIL_VERIFICATION=off is for loopback/],
    [{ TEST_HOOKS_SECRET: secret }, /TEST_HOOKS_SECRET must not be set in production/],
    [{ REGISTRATION: 'open' }, /SMTP_URL is required where people sign up/],
  ];
  for (const [change, problem] of unsafe) {
    const problems = problemsOf({ ...production, ...change });
    assert.ok(
      problems.some((text) => problem.test(text)),
      `${JSON.stringify(change)}: ${problems.join(' ')}`,
    );
  }
});

test('a secret that is short, repeated or a known example is refused, and never repeated in the message', () => {
  for (const weak of [
    'x'.repeat(40),
    'short-but-random-Zq8',
    'my-secret-my-secret-my-secret-my-secret',
    'changeme'.repeat(5),
  ]) {
    const problems = problemsOf({ ...production, SECRET_KEY: weak });
    assert.equal(problems.length, 1, weak);
    assert.ok(!problems[0]?.includes(weak));
  }
  for (const weak of ['x'.repeat(16), 'my-setup-password', 'short'])
    assert.deepEqual(problemsOf({ SETUP_TOKEN: weak }).length, 1, weak);
});

test('origins are origins: no path, no wildcard, no pattern', () => {
  for (const entry of [
    '*',
    'null',
    'https://*.example.com',
    'https://app.example.com/path',
    'app.example.com',
    'https://user@app.example.com',
  ])
    assert.equal(problemsOf({ CORS_ORIGINS: entry }).length, 1, entry);
  assert.deepEqual(problemsOf({ CORS_ORIGINS: 'https://a.example, http://localhost:3000' }), []);
});
