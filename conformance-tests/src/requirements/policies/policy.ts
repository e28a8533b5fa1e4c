import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { JsonObject } from '../../contract/document.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import { ifStillAs } from '../../tour/visit.ts';
import { withoutHeader } from '../../wire/exchange.ts';
import { changePolicy } from '../change-policy.ts';
import { eventsIn, eventsWith } from '../listed-events.ts';
import { asking, judging } from '../verifying.ts';

const asText = (policy: JsonObject): string =>
  JSON.stringify(
    Object.entries(policy)
      .map(([member, value]) => [member, Array.isArray(value) ? value.toSorted() : value])
      .toSorted(([one], [other]) => String(one).localeCompare(String(other))),
  );

/** A policy of which every member is another one than usual. */
const unusual = {
  personal_tokens: 'owners_and_admins',
  maximum_token_days: 33,
  default_token_days: 11,
  environments: ['test'],
  audit_names_token_owner: false,
  requests_per_minute: 77,
};

const place = (person: Person, workspace: Workspace) => ({
  as: person.session,
  path: { workspace: workspace.slug },
});

const requestsPerMinute = 6;
/** A target may count in each of its processes: so many are believed to be behind one address. */
const mostProcesses = 8;

/** Asks about a token until its quota is used up. */
const useUp = async (context: CheckContext, key: Key): Promise<JsonObject | undefined> => {
  const ask = asking(context, await context.provision.serviceKey());
  for (let asked = 0; asked <= requestsPerMinute * mostProcesses; asked += 1) {
    const { body, exchange } = await ask({ credential: key.secret });
    if (body.outcome !== 'authenticated') {
      context.expect.that(asked >= requestsPerMinute, `${requestsPerMinute} verifications`, asked, exchange);
      return body;
    }
  }
  return undefined;
};

export const policies: readonly Check[] = [
  {
    id: 'POL-01/whole',
    title: 'a policy is set whole, and is shown as it was set',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const there = place(owner, workspace);
      const before = await given.succeeds(call('getPolicy', there));
      const headers = ifStillAs(before);
      const control = await given.succeeds(call('setPolicy', { ...there, headers, body: unusual }));
      const after = await given.succeeds(call('getPolicy', there));
      for (const shown of [control, after])
        expect.that(asText(bodyOf(shown)) === asText(unusual), asText(unusual), asText(bodyOf(shown)), shown.exchange);
      for (const member of Object.keys(unusual)) {
        const { [member]: _, ...partial } = bodyOf(before);
        const request = call('setPolicy', { ...there, headers: ifStillAs(after), body: partial });
        await expect.refused(control, { status: 400 }, () => request);
      }
      const last = await given.succeeds(call('getPolicy', there));
      expect.that(asText(bodyOf(last)) === asText(unusual), asText(unusual), asText(bodyOf(last)), last.exchange);
    },
  },
  {
    id: 'POL-01/if-match',
    title: 'a policy is set by whoever has seen the one before, and by nobody else',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const there = place(owner, workspace);
      const first = await given.succeeds(call('getPolicy', there));
      const control = await given.succeeds(call('setPolicy', { ...there, headers: ifStillAs(first), body: unusual }));
      const stale = call('setPolicy', { ...there, headers: ifStillAs(first), body: bodyOf(first) });
      await expect.refused(control, { status: 412, code: 'precondition_failed' }, () => stale);
      const blind = withoutHeader(stale, 'If-Match');
      await expect.refused(control, { status: 428, code: 'precondition_required' }, () => blind);
      const after = await given.succeeds(call('getPolicy', there));
      expect.that(asText(bodyOf(after)) === asText(unusual), asText(unusual), asText(bodyOf(after)), after.exchange);
    },
  },
  {
    id: 'POL-02/environments',
    title: 'an environment that the policy leaves out stops its keys and tokens at the next request, until it is back',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const judge = await judging(context);
      const test = { environment: 'test' };
      const blocked = [
        await provision.key(owner, workspace, test),
        await provision.personalToken(owner, [workspace], test),
      ];
      const live = await provision.key(owner, workspace);
      const about = ({ secret }: Key) => ({ credential: secret, workspace: workspace.slug, action: granted, resource });
      const body = { name: provision.uniqueName(), ...test, permission: { kind: 'grants', grants: [] } };
      const another = { ...body, name: provision.uniqueName() };
      const control = await given.succeeds(call('createWorkspaceKey', { ...place(owner, workspace), body }));
      const create = call('createWorkspaceKey', { ...place(owner, workspace), body: another });
      for (const token of blocked) await judge('allowed', about(token), 'while both environments are allowed');
      await changePolicy(context, owner, workspace, { environments: ['live'] });
      for (const token of blocked) await judge('denied', about(token), 'while the policy leaves test out');
      await judge('allowed', about(live), 'for a live key, while the policy leaves test out');
      await expect.refused(control, { status: 422 }, () => create);
      await changePolicy(context, owner, workspace, { environments: ['live', 'test'] });
      for (const token of blocked) await judge('allowed', about(token), 'once test is allowed again');
      await given.succeeds(create);
    },
  },
  {
    id: 'POL-03/quota',
    title: "beyond the policy's requests a minute a verification says so, and when to come back, for that token alone",
    run: async (context) => {
      const { provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      await changePolicy(context, owner, workspace, { requests_per_minute: requestsPerMinute });
      const [busy, quiet] = [await provision.key(owner, workspace), await provision.key(owner, workspace)];
      const refused = await useUp(context, busy);
      const { outcome, code, retry_after_seconds: wait } = expect.present(refused, 'a verification beyond the quota');
      expect.that(outcome === 'invalid' && code === 'rate_limit_exceeded', 'invalid: rate_limit_exceeded', refused);
      const isInTime = typeof wait === 'number' && wait >= 1 && wait <= 60;
      expect.that(isInTime, 'retry_after_seconds between 1 and 60', wait);
      await (await judging(context))('authenticated', { credential: quiet.secret }, 'for another key of the workspace');
    },
  },
  {
    id: 'POL-04/owner-unnamed',
    title: 'where the policy does not name token owners, what the trail says of their tokens does not either',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const reading = { effect: 'allow', actions: ['latchkey.audit.read'], resources: ['latchkey:*'] };
      const role = await provision.role(owner, workspace, [reading]);
      const member = await provision.member(owner, workspace, role.id);
      const told = async (): Promise<string> => {
        const permission = { kind: 'grants', grants: [reading] };
        const token = await provision.personalToken(member, [workspace], { permission });
        const { path } = place(owner, workspace);
        await given.succeeds(call('exportAuditEvents', { as: bearer(token.secret), path }));
        const listed = (query: { readonly [name: string]: string }, action: string) =>
          eventsWith(
            context,
            call('listAuditEvents', { ...place(owner, workspace), query }),
            `${action} in the trail`,
            (event) => event.action === action,
          );
        const byToken = await listed({ actor_id: token.id }, 'audit.exported');
        const aboutToken = await listed({ target_id: token.id }, 'personal_token.created');
        return JSON.stringify([...eventsIn(byToken), ...eventsIn(aboutToken)]);
      };
      const names = [member.id, member.email];
      await changePolicy(context, owner, workspace, { audit_names_token_owner: true });
      const named = await told();
      expect.that(named.includes(member.id), `${member.id} named while the policy names owners`, named);
      await changePolicy(context, owner, workspace, { audit_names_token_owner: false });
      const unnamed = await told();
      expect.that(!names.some((name) => unnamed.includes(name)), `events without ${names.join(' or ')}`, unnamed);
    },
  },
];
