import assert from 'node:assert/strict';
import { it } from 'node:test';
import { minutes } from '../../src/clock.ts';
import { newIdentifier } from '../../src/identifier.ts';
import { createKey, createWorkspace, signInPerson, signUpPerson } from '../support/actors.ts';
import { eventsOf, onEachServer } from '../support/test-server.ts';
import { checkpointsOf, dump, exportOf, settle, verifyLines } from './trail.ts';

onEachServer('a person who is erased', (at) => {
  it('AD-11 is shown nowhere at once, leaves the database soon after, and the chain still verifies', async () => {
    const { server } = at;
    const name = 'Zebedee Unmistakable';
    const person = await signUpPerson(server, name);
    const workspace = await createWorkspace(server, person);
    await createKey(server, { owner: person, workspace }, { name: 'Stays' });
    await server.refuse('signIn', 'invalid_credentials', {
      body: { email: person.email, password: 'not the right one' },
    });
    await settle(server);
    assert.match(await dump(server), /Zebedee Unmistakable/);

    const now = server.clock.now();
    const { auditPersonal, commit } = server.services;
    const witness = await signUpPerson(server);
    const [template] = await eventsOf(server, workspace.id);
    assert.ok(template);
    await commit([{ ...template, _id: newIdentifier('evt') }], [auditPersonal.erasePerson(person.id, now)]);

    const { body } = await server.succeed('listAuditEvents', { as: person.session, path: { workspace: workspace.id } });
    assert.doesNotMatch(JSON.stringify(body), /Zebedee/);
    assert.ok(body.data.every(({ ip, user_agent }) => ip === null && user_agent === null));
    assert.ok(body.data.some(({ target }) => target?.name === 'Stays'));

    await settle(server);
    const text = await dump(server);
    assert.doesNotMatch(text, /Zebedee/);
    const left = await server.store.find('audit_personal', { person: person.id });
    assert.deepEqual(left, []);
    assert.ok((await server.store.count('audit_personal', { person: witness.id }, 9)) > 0);

    const lines = await exportOf(server, person.session, workspace.id);
    const { keys } = await checkpointsOf(server, person.session, workspace.id);
    const report = await verifyLines(lines, { keys });
    assert.ok(report.erasedValues > 0);

    server.clock.advance(minutes(11));
    await settle(server);
    await settle(server);
    assert.equal(await server.store.count('audit_erasures', {}, 9), 0);
  });

  it('takes nobody else along: what others did to them keeps the others', async () => {
    const { server } = at;
    const ada = await signUpPerson(server, 'Ada Example');
    const { auditPersonal, commit } = server.services;
    const [template] = (await eventsOf(server, 'deployment')).filter(({ actor }) => actor.id === ada.id);
    assert.ok(template);
    const event = {
      ...template,
      _id: newIdentifier('evt'),
      action: 'user.suspended',
      target: { type: 'user', id: 'usr_gone', name: 'Gone Person' },
      persons: { actor: ada.id, target: 'usr_gone' },
    };
    await commit([event], [auditPersonal.erasePerson('usr_gone', server.clock.now())]);
    await settle(server);
    const [shown] = (await eventsOf(server, 'deployment')).filter(({ _id }) => _id === event._id);
    assert.deepEqual([shown?.actor.name, shown?.target?.name, shown?.target?.id], ['Ada Example', null, 'usr_gone']);
    await signInPerson(server, ada.email);
  });
});
