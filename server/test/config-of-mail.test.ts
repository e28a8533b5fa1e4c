import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readConfig } from '../src/config.ts';

const production = {
  ISSUER: 'https://auth.example.com',
  SECRET_KEY: 'rQ4vZ0mT8yKxW2nLb6HdGsE1uJcAoPfi',
};
const mail = { SMTP_URL: 'smtps://user:word@mail.example.com:465', MAIL_FROM: 'Latchkey <auth@example.com>' };

const problemsOf = (environment: Record<string, string>): readonly string[] => {
  const read = readConfig(environment);
  return 'problems' in read ? read.problems : [];
};

describe('the configuration of sign-up and mail', () => {
  it('people sign up in production only where mails can be sent', () => {
    assert.deepEqual(problemsOf({ ...production, REGISTRATION: 'open', ...mail }), []);
    assert.match(problemsOf({ ...production, REGISTRATION: 'open' }).join(), /SMTP_URL is required/);
    assert.match(problemsOf({ ...production, REGISTRATION: 'invited' }).join(), /SMTP_URL is required/);
    assert.deepEqual(problemsOf(production), []);
    assert.deepEqual(problemsOf({ REGISTRATION: 'open', EMAIL_VERIFICATION: 'required' }), []);
  });

  it('addresses are verified unless the issuer is on this machine', () => {
    assert.match(problemsOf({ ...production, ...mail, EMAIL_VERIFICATION: 'off' }).join(), /loopback issuers only/);
    assert.deepEqual(problemsOf({ EMAIL_VERIFICATION: 'off' }), []);
  });

  it('a mail server needs an address, a sender goes with it, and neither is guessed', () => {
    assert.match(problemsOf({ SMTP_URL: mail.SMTP_URL }).join(), /MAIL_FROM is required/);
    assert.match(problemsOf({ MAIL_FROM: mail.MAIL_FROM }).join(), /means nothing/);
    assert.match(problemsOf({ ...mail, SMTP_URL: 'https://mail.example.com' }).join(), /SMTP_URL must look like/);
    assert.match(problemsOf({ ...mail, MAIL_FROM: 'a@b.example\r\nBcc: c@d.example' }).join(), /MAIL_FROM must be/);
    assert.match(problemsOf({ METRICS_PORT: '0' }).join(), /METRICS_PORT/);
  });
});
