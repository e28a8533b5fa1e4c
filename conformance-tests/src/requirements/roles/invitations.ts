import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { bodyText, type WireRequest } from '../../wire/exchange.ts';
import { allow } from '../decisions/grants.ts';
import { eventsWith, isAbout } from '../listed-events.ts';
import { placeOf } from './place.ts';

const dead = { status: 410, code: 'gone' } as const;

/** An invitation on its way, and what can be done with the code that was mailed. */
interface Invited {
  readonly id: string;
  readonly code: string;
  readonly preview: WireRequest;
  readonly decline: WireRequest;
  accept(by: Pick<Person, 'session'>): WireRequest;
}

const invite = async (
  { call, given, mailedCode }: CheckContext,
  { by, workspace }: { readonly by: Person; readonly workspace: Workspace },
  { email, roleId }: { readonly email: string; readonly roleId: string },
): Promise<Invited> => {
  const path = { workspace: workspace.id };
  const created = await given.succeeds(
    call('createInvitation', { as: by.session, path, body: { email, role_id: roleId } }),
  );
  const code = await mailedCode(email, 'invitation');
  return {
    id: stringOf(bodyOf(created).id),
    code,
    preview: call('previewInvitation', { body: { code } }),
    decline: call('declineInvitation', { body: { code } }),
    accept: ({ session: as }) => call('acceptInvitation', { as, body: { code } }),
  };
};

/** A workspace, and somebody who has been invited there with the smallest role. */
const scene = async (context: CheckContext) => {
  const { provision } = context;
  const owner = await provision.owner();
  const workspace = await provision.workspace(owner);
  const person = await provision.newcomer();
  const roleId = (await provision.memberRoles()).viewer;
  const invited = await invite(context, { by: owner, workspace }, { email: person.email, roleId });
  return { owner, workspace, person, roleId, invited };
};

/** The contract: at most once a minute. */
const resendPauseSeconds = 60;

export const invitations: readonly Check[] = [
  {
    id: 'ROL-06/invited-and-once',
    title: 'an invitation is of no use to another person with its code, and of one use to the invited one',
    run: async (context) => {
      const { given, provision, expect } = context;
      const { workspace, person, invited } = await scene(context);
      const shown = await given.succeeds(invited.preview);
      const outsider = await provision.outsider();
      await expect.refused(shown, { status: 403 }, () => invited.accept(outsider));
      const accepted = await given.succeeds(invited.accept(person));
      await expect.refused(accepted, { status: [409, 410] });
      await expect.refused(shown, dead);
      await given.succeeds(placeOf(context, workspace, person).remove(person));
      await expect.refused(accepted, { status: [409, 410] });
    },
  },
  {
    id: 'ROL-06/expired',
    title: 'an invitation cannot be accepted once its time is over',
    run: async (context) => {
      const { call, given, expect, later, times } = context;
      const { person, invited } = await scene(context);
      const over = later(times.invitationSeconds + times.marginSeconds);
      const { email, password } = person;
      const signedIn = await given.succeeds(over(call('signIn', { body: { email, password } })));
      const then = { session: bearer(stringOf(bodyOf(signedIn).session_token)) };
      await given.succeeds(over(call('getMe', { as: then.session })));
      const shown = await given.succeeds(invited.preview);
      await expect.refused(shown, dead, () => over(invited.accept(then)));
      await expect.refused(shown, dead, over);
      await given.succeeds(later(times.invitationSeconds - 60)(invited.preview));
    },
  },
  {
    id: 'ROL-07/revoked',
    title: 'a withdrawn invitation cannot be accepted, shown or declined',
    run: async (context) => {
      const { call, given, expect } = context;
      const { owner, workspace, person, invited } = await scene(context);
      const shown = await given.succeeds(invited.preview);
      const path = { workspace: workspace.id, invitation_id: invited.id };
      await given.succeeds(call('revokeInvitation', { as: owner.session, path }));
      await expect.refused(shown, dead);
      await expect.refused(shown, dead, () => invited.accept(person));
      await expect.refused(shown, dead, () => invited.decline);
    },
  },
  {
    id: 'ROL-07/no-code',
    title: 'the code of an invitation is in the mail and nowhere else',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const email = `${provision.uniqueName()}@conformance.example`;
      const roleId = (await provision.memberRoles()).viewer;
      const { id, code } = await invite(context, { by: owner, workspace }, { email, roleId });
      const [as, path] = [owner.session, { workspace: workspace.id }];
      for (const { exchange } of [
        await given.succeeds(call('listInvitations', { as, path })),
        await given.succeeds(call('getInvitation', { as, path: { ...path, invitation_id: id } })),
        await eventsWith(context, call('listAuditEvents', { as, path }), `the event of ${id}`, isAbout(id)),
      ]) {
        const text = bodyText(exchange.answer);
        expect.that(text.includes(id), `invitation ${id}`, text, exchange);
        expect.that(!text.includes(code), 'no code', 'the code', exchange);
      }
    },
  },
  {
    id: 'ROL-15/inviter-demoted',
    title: 'an invitation to a role that the inviter may not give any more cannot be accepted',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const inviter = await provision.member(owner, workspace, 'admin');
      const person = await provision.newcomer();
      const stillInvites = await provision.role(owner, workspace, [
        allow(['latchkey.workspace.read', 'latchkey.invitations.create'], ['latchkey:*']),
      ]);
      const invited = await invite(context, { by: inviter, workspace }, { email: person.email, roleId: 'admin' });
      const shown = await given.succeeds(invited.preview);
      await given.succeeds(placeOf(context, workspace, inviter).giveRole(stillInvites.id, owner));
      await expect.refused(shown, { status: [403, 410] }, () => invited.accept(person));
      await expect.refused(shown, { status: 404 }, () => placeOf(context, workspace, person).read(person));
    },
  },
  {
    id: 'ROL-19/replaced',
    title: 'an invitation that is sent again has a new code, and the one before is dead',
    run: async (context) => {
      const { call, given, mailedCode, expect, later } = context;
      const { owner, workspace, person, invited } = await scene(context);
      const shown = await given.succeeds(invited.preview);
      const path = { workspace: workspace.id, invitation_id: invited.id };
      const resend = call('resendInvitation', { as: owner.session, path });
      await given.succeeds(later(resendPauseSeconds + context.times.marginSeconds)(resend));
      const code = await mailedCode(person.email, 'invitation');
      await expect.refused(shown, dead);
      await expect.refused(shown, dead, () => invited.accept(person));
      await given.succeeds(call('acceptInvitation', { as: person.session, body: { code } }));
    },
  },
  {
    id: 'ROL-20/declined',
    title: 'who holds the code of an invitation sees what it offers and may decline it, for good',
    run: async (context) => {
      const { given, expect } = context;
      const { workspace, person, roleId, invited } = await scene(context);
      const shown = await given.succeeds(invited.preview);
      const { workspace: where, role, email } = bodyOf(shown);
      const offer = `${workspace.id}, ${roleId}, ${person.email}`;
      const seen = `${String(objectOf(where).id)}, ${String(objectOf(role).id)}, ${String(email)}`;
      expect.that(seen === offer, offer, seen, shown.exchange);
      const declined = await given.succeeds(invited.decline);
      await expect.refused(shown, dead);
      await expect.refused(declined, dead);
      await expect.refused(shown, dead, () => invited.accept(person));
    },
  },
];
