import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { after, before, it } from 'node:test';
import { SMTPServer } from 'smtp-server';
import { hours, seconds } from '../../src/clock.ts';
import { createLogger } from '../../src/logger.ts';
import { longestAttempt } from '../../src/mail/mail-transport.ts';
import { createMailWorker, mostAttempts, retryAfter } from '../../src/mail/mail-worker.ts';
import { type OutboxStore, outboxStore } from '../../src/mail/outbox-store.ts';
import { smtpTransport } from '../../src/mail/smtp-transport.ts';
import type { Store } from '../../src/storage/port.ts';
import { onEachEngine } from '../storage/engines.ts';
import { createTestClock } from '../support/test-clock.ts';

const issuer = 'https://auth.example.com';
const plainSeal = {
  seal: (_id: string, data: object) => JSON.stringify(data),
  open: (_id: string, sealed: string) => JSON.parse(sealed),
};

/** A mail server that keeps what it is given, or refuses it. */
async function startSmtp() {
  const received: { readonly to: string; readonly text: string }[] = [];
  let refusal: Error | undefined;
  const server = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    logger: false,
    onData(stream, session, done) {
      let text = '';
      stream.on('data', (chunk: Buffer) => {
        text += chunk.toString();
      });
      stream.on('end', () => {
        if (refusal === undefined)
          received.push({ to: session.envelope.rcptTo.map(({ address }) => address).join(), text });
        done(refusal);
      });
    },
  });
  server.on('error', () => undefined);
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.server.address() as AddressInfo;
  return {
    url: `smtp://127.0.0.1:${port}`,
    received,
    refuseWith: (error: Error | undefined) => {
      refusal = error;
    },
    close: () => new Promise<void>((closed) => server.close(() => closed())),
  };
}

onEachEngine('the mail worker', (place) => {
  let store: Store;
  let outbox: OutboxStore;
  let smtp: Awaited<ReturnType<typeof startSmtp>>;
  const clock = createTestClock();
  const parts = () => ({
    outbox,
    clock,
    issuer,
    logger: createLogger('silent'),
    transport: smtpTransport(smtp.url, { from: 'Latchkey <auth@example.com>', isLocal: true }),
  });

  before(async () => {
    store = await place.open();
    outbox = outboxStore(store, plainSeal);
    smtp = await startSmtp();
  });
  after(async () => {
    await smtp.close();
    await store.close();
  });

  const write = (to: string) =>
    store.commit([], [outbox.write({ to, kind: 'reset_password', data: { code: 'the-code' } }, clock.now())]);

  it('hands a mail over once, and keeps nothing of it', async () => {
    await write('ada@example.com');
    const worker = createMailWorker(parts());
    assert.equal(await worker.work(), 1);
    assert.equal(await worker.work(), 0);
    const [mail] = smtp.received.splice(0);
    assert.equal(mail?.to, 'ada@example.com');
    assert.match(mail?.text ?? '', /https:\/\/auth\.example\.com\/account\/reset-password/);
    assert.match(mail?.text ?? '', /the-code/);
    assert.match(mail?.text ?? '', /^Message-ID: <mai_[0-9a-z]{26}@example\.com>/m);
    assert.equal(await store.count('outbox', {}, 10), 0);
    await worker.stop();
  });

  it('of several processes one sends each mail', async () => {
    for (let number = 0; number < 8; number += 1) await write(`person-${number}@example.com`);
    const workers = [parts(), parts(), parts()].map(createMailWorker);
    await Promise.all(workers.map((worker) => worker.work()));
    assert.deepEqual(
      smtp.received
        .splice(0)
        .map(({ to }) => to)
        .sort(),
      Array.from({ length: 8 }, (_, number) => `person-${number}@example.com`),
    );
    await Promise.all(workers.map((worker) => worker.stop()));
  });

  it('a crowd of invitations holds up no code that somebody waits for at a form, and still moves on', async () => {
    for (let number = 0; number < 30; number += 1) {
      const data = { code: 'the-code', workspace_name: 'Acme', invited_by_name: 'Ada' };
      const invitation = { to: `guest-${number}@example.com`, kind: 'invitation', data } as const;
      await store.commit([], [outbox.write(invitation, clock.now())]);
    }
    clock.advance(seconds(1));
    await write('waiting@example.com');
    const worker = createMailWorker(parts());
    assert.equal(await worker.work(), 21);
    const received = smtp.received.splice(0).map(({ to }) => to);
    assert.equal(received[0], 'waiting@example.com');
    assert.equal(await worker.work(), 10);
    const guests = [...received.slice(1), ...smtp.received.splice(0).map(({ to }) => to)];
    assert.equal(new Set(guests).size, 30);
    await worker.stop();
  });

  it('tries a refused mail again later, waits longer each time, and gives up in the end', async () => {
    await write('refused@example.com');
    smtp.refuseWith(new Error('not now'));
    const worker = createMailWorker(parts());
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      assert.equal(await worker.work(), 0);
      const [mail] = await outbox.newest(1);
      assert.equal(mail?.attempts, attempt);
      assert.equal(mail.not_before, clock.now() + retryAfter(attempt));
      assert.equal(await worker.work(), 0);
      assert.equal((await outbox.newest(1))[0]?.attempts, attempt);
      clock.advance(retryAfter(attempt));
    }
    await worker.work();
    assert.equal(await store.count('outbox', {}, 10), 0);
    smtp.refuseWith(undefined);
    assert.equal(smtp.received.length, 0);
    await worker.stop();
  });

  it('a claim outlasts the longest attempt', () => {
    for (let attempt = 1; attempt <= mostAttempts; attempt += 1) {
      assert.ok(retryAfter(attempt) >= longestAttempt + seconds(60));
      assert.ok(retryAfter(attempt) <= hours(6));
    }
  });

  it('a mail that arrives is gone from the outbox even when the worker is stopped in the middle', async () => {
    for (let number = 0; number < 5; number += 1) await write(`stopped-${number}@example.com`);
    const worker = createMailWorker(parts());
    const working = worker.work();
    await worker.stop();
    await working;
    const left = await outbox.newest(10);
    const sent = smtp.received.splice(0).map(({ to }) => to);
    assert.equal(left.filter(({ to }) => sent.includes(to)).length, 0);
    clock.advance(hours(1));
    const next = createMailWorker(parts());
    await next.work();
    assert.equal(sent.length + smtp.received.splice(0).length, 5);
    await next.stop();
  });
});
