import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { dueWarning, warningDays } from '../../src/api-tokens/expiry-warning.ts';
import { warnOfExpiry } from '../../src/api-tokens/warn-of-expiry.ts';
import { days } from '../../src/clock.ts';
import type { OutboxRecord } from '../../src/mail/outbox-store.ts';
import { createKey, signUpOwner } from '../support/actors.ts';
import { eventsOf, onEachServer, type TestServer } from '../support/test-server.ts';
import { createToken, setWorkspaceState } from '../support/token-actors.ts';

it('whenever warnings are looked for, each is given once, in order, and never for a time before the token was made', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 40 * 24 }),
      fc.array(fc.integer({ min: 0, max: 40 * 24 }), { maxLength: 60 }),
      (lifeHours, looks) => {
        const expires_at = days(lifeHours / 24);
        let warned_days: number | null = null;
        const given: number[] = [];
        for (const look of looks.sort((a, b) => a - b)) {
          const due = dueWarning({ created_at: 0, expires_at, revoked_at: null, warned_days }, days(look / 24));
          if (due === undefined) continue;
          given.push(due);
          warned_days = due;
        }
        assert.deepEqual(
          given,
          [...new Set(given)].sort((a, b) => b - a),
        );
        assert.ok(given.every((count) => warningDays.includes(count as 1) && count < lifeHours / 24));
      },
    ),
  );
});

onEachServer('warnings of expiry', (at) => {
  const mailsTo = async (server: TestServer, to: string) => {
    const records = await server.store.find<OutboxRecord>('outbox', { to, kind: 'token_expires' });
    return records.map((record) => server.services.outbox.dataOf(record));
  };
  const warnings = async (server: TestServer, stream: string, id: string) =>
    (await eventsOf(server, stream)).filter(
      ({ action, target }) => action.endsWith('.expiring') && JSON.stringify(target).includes(id),
    );

  it('a person is told of a personal token at 14, 7 and 1 days, once each, however often and by however many processes it is checked', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { id, name, expires_at } = (await createToken(server, owner, [workspace])).body;
    const end = Date.parse(expires_at ?? '');
    for (const [before, expected] of [
      [15, 0],
      [14, 1],
      [10, 1],
      [7, 2],
      [1, 3],
      [0.5, 3],
    ] as const) {
      await Promise.all(Array.from({ length: 8 }, () => warnOfExpiry(server.services, end - days(before))));
      const events = await warnings(server, 'deployment', id);
      assert.equal(events.length, expected);
      assert.ok(events.every(({ actor }) => JSON.stringify(actor) === '{"kind":"system","id":null,"name":null}'));
    }
    const mails = await mailsTo(server, owner.email);
    assert.deepEqual(mails.map((mail) => mail.days).sort(), ['1', '14', '7']);
    assert.ok(mails.every((mail) => mail.token_name === name && mail.expires_at === expires_at));
  });

  it('the owners of a workspace are told of its keys, in its own trail, and nobody of a revoked one', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const [kept, revoked] = await Promise.all([
      createKey(server, { owner, workspace }),
      createKey(server, { owner, workspace }),
    ]);
    await server.succeed('revokeWorkspaceKey', {
      as: owner.session,
      path: { workspace: workspace.id, token_id: revoked.body.id },
    });
    await warnOfExpiry(server.services, Date.parse(kept.body.expires_at ?? '') - days(6));
    assert.equal((await warnings(server, workspace.id, kept.body.id)).length, 1);
    assert.equal((await warnings(server, workspace.id, revoked.body.id)).length, 0);
    const [mail] = await mailsTo(server, owner.email);
    assert.equal(mail?.days, '7');
    assert.equal(mail?.workspace_name, 'Workspace');
  });

  it('another expiry calls for new warnings, and a deleted workspace for none', async () => {
    const { server } = at;
    const { owner, workspace } = await signUpOwner(server);
    const { body } = await createKey(server, { owner, workspace });
    const path = { workspace: workspace.id, token_id: body.id };
    await warnOfExpiry(server.services, Date.parse(body.expires_at ?? '') - days(1));
    const later = new Date(server.clock.now() + days(120)).toISOString();
    await server.succeed('updateWorkspaceKey', { as: owner.session, path, body: { expires_at: later } });
    await warnOfExpiry(server.services, Date.parse(later) - days(14));
    assert.equal((await warnings(server, workspace.id, body.id)).length, 2);
    await setWorkspaceState(server, workspace, 'deleted');
    await warnOfExpiry(server.services, Date.parse(later) - days(1));
    assert.equal((await warnings(server, workspace.id, body.id)).length, 2);
  });
});
