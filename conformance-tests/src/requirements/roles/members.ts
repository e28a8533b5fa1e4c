import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { bodyOf } from '../../provision.ts';
import { allow, permissionOf } from '../decisions/grants.ts';
import { expectOutcome } from '../decisions/verdict.ts';
import { placeOf, roleIdOf } from './place.ts';

const lastOwner = { status: 409, code: 'last_owner' } as const;

const seeing = allow(['latchkey.workspace.read'], ['latchkey:workspace:*']);
const auditing = allow(['latchkey.audit.read'], ['latchkey:*']);

export const members: readonly Check[] = [
  {
    id: 'ROL-04/last-owner',
    title: 'the last owner can neither step down nor leave nor delete the account, and stays owner',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const first = await provision.newcomer();
      const workspace = await provision.workspace(first);
      const second = await provision.member(first, workspace, 'owner');
      const { member } = await provision.memberRoles();
      const place = placeOf(context, workspace, first);
      const steppedDown = await given.succeeds(placeOf(context, workspace, second).giveRole(member, second));
      await expect.refused(steppedDown, lastOwner, () => place.giveRole(member, first));
      await expect.refused(steppedDown, lastOwner, () => place.remove(first));
      await expect.refused(steppedDown, lastOwner, () => call('deleteMe', { as: first.session }));
      const role = await roleIdOf(context, workspace, first);
      expect.that(role === 'owner', 'still the owner', role);
      await given.succeeds(placeOf(context, workspace, second).remove(second));
    },
  },
  {
    id: 'ROL-05/every-credential',
    title: 'a removed member is refused at the next request, with session, access token and personal token',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const member = await provision.member(owner, workspace, (await provision.memberRoles()).member);
      const token = await provision.personalToken(member, 'all', { permission: permissionOf(seeing) });
      const asPerson = [member.session, bearer(await provision.accessToken(member.session))];
      const asToken = [bearer(token.secret), bearer(await provision.accessToken(bearer(token.secret)))];
      const read = await given.succeeds(
        call('getWorkspace', { as: member.session, path: { workspace: workspace.id } }),
      );
      for (const credential of [...asPerson, ...asToken]) await given.succeeds(presenting(credential)(read.request));
      const question = {
        credential: member.sessionToken,
        workspace: workspace.id,
        action: 'latchkey.workspace.read',
        resource: `latchkey:workspace:${workspace.id}`,
      };
      await expectOutcome(context, 'allowed', question);
      await given.succeeds(placeOf(context, workspace, member).remove(owner));
      for (const credential of asPerson)
        await expect.refused(read, { status: 404, code: 'not_found' }, presenting(credential));
      for (const credential of asToken) await expect.refused(read, { status: [401, 404] }, presenting(credential));
      await expectOutcome(context, 'denied', question);
    },
  },
  {
    id: 'ROL-14/two-owners',
    title: 'of two owners who step down at the same moment one stays owner',
    run: async (context) => {
      const { given, provision, together, expect } = context;
      const first = await provision.newcomer();
      const workspace = await provision.workspace(first);
      const second = await provision.member(first, workspace, 'owner');
      const { member } = await provision.memberRoles();
      const owners = [first, second];
      for (let round = 0; round < 3; round += 1) {
        const answers = await together(owners.map((one) => placeOf(context, workspace, one).giveRole(member, one)));
        const roles = [await roleIdOf(context, workspace, first), await roleIdOf(context, workspace, second)];
        expect.that(roles.includes('owner'), 'an owner', roles, answers[1]);
        for (const { answer } of answers)
          expect.that([200, 409].includes(answer.status), 'status 200 or 409', answer.status, answers[0]);
        const [stays, went] = roles[0] === 'owner' ? [first, second] : [second, first];
        await given.succeeds(placeOf(context, workspace, went).giveRole('owner', stays));
      }
    },
  },
  {
    id: 'ROL-17/at-once',
    title: 'another role counts at the next request, in a session and in what a personal token may do',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const person = await provision.member(owner, workspace, 'admin');
      const smaller = await provision.role(owner, workspace, [seeing]);
      const token = await provision.personalToken(person, [workspace], { permission: permissionOf(auditing) });
      const path = { workspace: workspace.id };
      const policy = await given.succeeds(call('getPolicy', { as: person.session, path }));
      const trail = await given.succeeds(call('listAuditEvents', { as: bearer(token.secret), path }));
      const question = {
        credential: token.secret,
        workspace: workspace.id,
        action: 'latchkey.audit.read',
        resource: 'latchkey:audit',
      };
      await expectOutcome(context, 'allowed', question);
      const place = placeOf(context, workspace, person);
      await given.succeeds(place.giveRole(smaller.id, owner));
      const lacking = { status: 403, code: 'insufficient_permissions' };
      await expect.refused(policy, lacking);
      await expect.refused(trail, lacking);
      await expectOutcome(context, 'denied', question);
      const told = await given.succeeds(
        call('getMyPermissions', { as: person.session, query: { workspace: workspace.id } }),
      );
      expect.that(bodyOf(told).role === smaller.id, `role ${smaller.id}`, bodyOf(told).role, told.exchange);
      await given.succeeds(place.giveRole('admin', owner));
      await given.succeeds(trail.request);
    },
  },
];
