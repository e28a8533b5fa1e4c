import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { days, minutes } from '../../src/clock.ts';
import { createWorkspace, type Person, signUpOwner, signUpPerson, unique, type Workspace } from '../support/actors.ts';
import { actionsOf, createRole, invite, inviteAndAccept, mailedCode } from '../support/member-actors.ts';
import { onEachServer } from '../support/test-server.ts';

onEachServer('invitations', (current) => {
  const accept = (person: Person, code: string) => ({ as: person.session, body: { code } });

  describe('an invitation', () => {
    it('makes whoever reads the mail of its address a member, with its role', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const ben = await signUpPerson(server, 'Ben Example');
      const { body: invitation } = await invite(server, owner, workspace, ben.email.toUpperCase(), 'admin');
      assert.equal(invitation.state, 'pending');
      assert.equal(invitation.email, ben.email);
      const code = await mailedCode(server, ben.email);

      const { body: offer } = await server.succeed('previewInvitation', { body: { code } });
      assert.deepEqual(
        [offer.workspace.id, offer.role, offer.invited_by_name],
        [workspace.id, { id: 'admin', name: 'Admin' }, 'Ada Example'],
      );
      const accepted = await server.succeed('acceptInvitation', accept(ben, code));
      assert.equal(accepted.body.role_id, 'admin');
      const member = await server.send({
        method: 'GET',
        path: accepted.headers.location ?? '',
        headers: { Authorization: `Bearer ${ben.session}` },
      });
      assert.deepEqual(JSON.parse(member.text), accepted.body);
      const { body: me } = await server.succeed('getMe', { as: ben.session });
      assert.equal(me.user?.email_verified, true);
      assert.deepEqual(await actionsOf(server, workspace.id), [
        'workspace.created',
        'invitation.created',
        'invitation.accepted',
      ]);
      const { body: kept } = await server.succeed('getInvitation', {
        as: owner.session,
        path: { workspace: workspace.id, invitation_id: invitation.id },
      });
      assert.equal(kept.state, 'accepted');
    });

    it('can be used once, and not after it was declined, withdrawn, replaced or has expired', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const used = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, used, 'viewer');
      await server.refuse('acceptInvitation', 'gone', accept(used, await mailedCode(server, used.email)));

      const declining = await signUpPerson(server);
      await invite(server, owner, workspace, declining.email, 'viewer');
      const declined = await mailedCode(server, declining.email);
      await server.succeed('declineInvitation', { body: { code: declined } });
      await server.refuse('acceptInvitation', 'gone', accept(declining, declined));
      await server.refuse('previewInvitation', 'gone', { body: { code: declined } });
      await server.refuse('declineInvitation', 'gone', { body: { code: declined } });

      const late = await signUpPerson(server);
      const { body: invitation } = await invite(server, owner, workspace, late.email, 'viewer');
      const path = { workspace: workspace.id, invitation_id: invitation.id };
      const first = await mailedCode(server, late.email);
      await server.refuse('resendInvitation', 'rate_limit_exceeded', { as: owner.session, path });
      server.clock.advance(minutes(1));
      await server.succeed('resendInvitation', { as: owner.session, path });
      await server.refuse('acceptInvitation', 'gone', accept(late, first));
      const second = await mailedCode(server, late.email);
      await server.succeed('revokeInvitation', { as: owner.session, path });
      await server.succeed('revokeInvitation', { as: owner.session, path });
      await server.refuse('acceptInvitation', 'gone', accept(late, second));
      await server.refuse('resendInvitation', 'conflict', { as: owner.session, path });
    });

    it('is no longer good after seven days, and gives its address up', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const email = `${unique('later')}@example.com`;
      await invite(server, owner, workspace, email, 'viewer');
      await server.refuse('createInvitation', 'name_taken', {
        as: owner.session,
        path: { workspace: workspace.id },
        body: { email, role_id: 'viewer' },
      });
      const code = await mailedCode(server, email);
      server.clock.advance(days(7));
      await server.refuse('previewInvitation', 'gone', { body: { code } });
      const { body } = await server.succeed('signIn', {
        body: { email: owner.email, password: 'rivers carry small stones' },
      });
      const session = body.type === 'session_token' ? body.session_token : '';
      const again = { ...owner, session };
      await invite(server, again, workspace, email, 'viewer');
      const { body: list } = await server.succeed('listInvitations', {
        as: session,
        path: { workspace: workspace.id },
      });
      assert.deepEqual(
        list.data.map(({ state }) => state),
        ['pending', 'expired'],
      );
    });

    it('RL-02 fills no mailbox: withdrawn and made again, sent again or from other workspaces, it is counted with all mails there', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const { email } = await signUpPerson(server);
      const withdrawn = await invite(server, owner, workspace, email, 'viewer');
      const asking = (invitationId: string, where = workspace) => ({
        as: owner.session,
        path: { workspace: where.id, invitation_id: invitationId },
      });
      await server.succeed('revokeInvitation', asking(withdrawn.body.id));
      const { body: kept } = await invite(server, owner, workspace, email, 'viewer');
      server.clock.advance(minutes(1));
      await server.succeed('resendInvitation', asking(kept.id));
      const other = await createWorkspace(server, owner);
      const { body: foreign } = await invite(server, owner, other, email, 'viewer');
      await server.succeed('requestPasswordReset', { body: { email } });

      server.clock.advance(minutes(1));
      const { body } = await server.refuse('resendInvitation', 'rate_limit_exceeded', asking(kept.id));
      await server.succeed('revokeInvitation', asking(foreign.id, other));
      const again = {
        as: owner.session,
        path: { workspace: other.id },
        body: { email: email.toUpperCase(), role_id: 'viewer' },
      };
      const { headers } = await server.refuse('createInvitation', 'rate_limit_exceeded', again);
      assert.deepEqual([body.retry_after_seconds, headers['retry-after']], [840, '840']);
      server.clock.advance(minutes(14));
      await server.succeed('createInvitation', again);
      await server.refuse('resendInvitation', 'rate_limit_exceeded', asking(kept.id));
    });

    it('that is refused anyway, or accepted, does not count against the mailbox', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const invited = await signUpPerson(server);
      await invite(server, owner, workspace, invited.email, 'viewer');
      for (let attempt = 0; attempt < 8; attempt += 1) {
        await server.refuse('createInvitation', 'name_taken', {
          as: owner.session,
          path: { workspace: workspace.id },
          body: { email: invited.email, role_id: 'viewer' },
        });
      }
      await server.succeed('acceptInvitation', accept(invited, await mailedCode(server, invited.email)));
      for (let joined = 0; joined < 8; joined += 1)
        await inviteAndAccept(server, owner, await createWorkspace(server, owner), invited, 'viewer');
    });

    it('is for the person with its address: a forwarded mail opens nothing', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const invited = await signUpPerson(server);
      const other = await signUpPerson(server);
      await invite(server, owner, workspace, invited.email, 'viewer');
      const code = await mailedCode(server, invited.email);
      await server.refuse('acceptInvitation', 'insufficient_permissions', accept(other, code));
      await server.refuse('getWorkspace', 'not_found', { as: other.session, path: { workspace: workspace.id } });
      await server.succeed('acceptInvitation', accept(invited, code));
    });

    it('dies with the rights of whoever made it', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const path = { workspace: workspace.id };
      const admin = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, admin, 'admin');
      const [one, two] = [await signUpPerson(server), await signUpPerson(server)];
      await invite(server, admin, workspace, one.email, 'admin');
      await invite(server, admin, workspace, two.email, 'viewer');
      await server.succeed('updateMember', {
        as: owner.session,
        path: { ...path, user_id: admin.id },
        body: { role_id: 'viewer' },
      });
      await server.refuse('acceptInvitation', 'gone', accept(one, await mailedCode(server, one.email)));
      await server.refuse('previewInvitation', 'gone', { body: { code: await mailedCode(server, two.email) } });
      await server.succeed('removeMember', { as: owner.session, path: { ...path, user_id: admin.id } });
      await server.refuse('acceptInvitation', 'gone', accept(two, await mailedCode(server, two.email)));
    });

    it('offers nothing that the inviter may not do, and no role that is not there', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const admin = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, admin, 'admin');
      const viewer = await signUpPerson(server);
      await inviteAndAccept(server, owner, workspace, viewer, 'viewer');
      const asking = (as: Person, role_id: string) => ({
        as: as.session,
        path: { workspace: workspace.id },
        body: { email: `${unique('new')}@example.com`, role_id },
      });
      await server.refuse('createInvitation', 'permission_exceeds_yours', asking(admin, 'owner'));
      await server.refuse('createInvitation', 'semantic_error', asking(admin, 'nobody'));
      await server.refuse('createInvitation', 'insufficient_permissions', asking(viewer, 'viewer'));
      const other = await createWorkspace(server, owner);
      const { body: foreign } = await createRole(server, owner, other, { name: 'Foreign', grants: [] });
      await server.refuse('createInvitation', 'semantic_error', asking(admin, foreign.id));
      await server.refuse('createInvitation', 'already_member', {
        as: owner.session,
        path: { workspace: workspace.id },
        body: { email: viewer.email, role_id: 'viewer' },
      });
    });

    it('does not tell whether an address has an account', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const known = await signUpPerson(server);
      const shape = async (email: string) => {
        const { status, body } = await invite(server, owner, workspace, email, 'viewer');
        return [status, Object.keys(body), body.state];
      };
      assert.deepEqual(await shape(known.email), await shape(`${unique('unknown')}@example.com`));
    });

    it('is accepted once by sixteen attempts at the same time', async () => {
      const { server } = current;
      for (let round = 0; round < 3; round += 1) {
        const { owner, workspace } = await signUpOwner(server);
        const invited = await signUpPerson(server);
        const other = await signUpPerson(server);
        await invite(server, owner, workspace, invited.email, 'owner');
        const code = await mailedCode(server, invited.email);
        const answers = await Promise.all(
          Array.from({ length: 16 }, (_, at) => server.ask('acceptInvitation', accept(at % 2 ? invited : other, code))),
        );
        assert.equal(answers.filter(({ status }) => status === 201).length, 1);
        assert.ok(answers.every(({ status }) => [201, 403, 409, 410].includes(status)));
        const events = await actionsOf(server, workspace.id);
        assert.equal(events.filter((action) => action === 'invitation.accepted').length, 1);
        const counter = await server.store.findOne<{ _id: string; count: number }>('counters', {
          _id: `owners:${workspace.id}`,
        });
        assert.equal(counter?.count, 2);
      }
    });

    it('is answered byte for byte alike when its acceptance is retried with its key', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const invited = await signUpPerson(server);
      await invite(server, owner, workspace, invited.email, 'viewer');
      const asked = {
        ...accept(invited, await mailedCode(server, invited.email)),
        headers: { 'Idempotency-Key': unique('acceptance-key-0001') },
      };
      const first = await server.succeed('acceptInvitation', asked);
      const again = await server.succeed('acceptInvitation', asked);
      assert.equal(again.text, first.text);
    });

    it('waits while its workspace is suspended', async () => {
      const { server } = current;
      const { owner, workspace } = await signUpOwner(server);
      const invited = await signUpPerson(server);
      await invite(server, owner, workspace as Workspace, invited.email, 'viewer');
      const code = await mailedCode(server, invited.email);
      const suspend = (state: 'active' | 'suspended') =>
        server.store.commit(
          [
            {
              _id: unique('evt_state'),
              stream: workspace.id,
              occurred_at: server.clock.now(),
              action: 'workspace.suspended',
            },
          ],
          [{ update: 'heads', where: { _id: `w:${workspace.id}` }, set: { $set: { state }, $inc: { version: 1 } } }],
        );
      await suspend('suspended');
      await server.refuse('acceptInvitation', 'workspace_suspended', accept(invited, code));
      await server.refuse('previewInvitation', 'workspace_suspended', { body: { code } });
      await suspend('active');
      await server.succeed('acceptInvitation', accept(invited, code));
    });
  });
});
