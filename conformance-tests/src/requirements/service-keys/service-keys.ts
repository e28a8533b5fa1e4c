import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { arrayOf, objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { managedServiceKey, useOf } from '../managed-token.ts';
import {
  endedOverlapEndsOldSecret,
  oldSecretEndsAtOnce,
  oldSecretEndsWithOverlap,
  revocationIsFinal,
  suspensionIsReversible,
} from '../token-life.ts';
import { judging } from '../verifying.ts';

const refused = { status: [401, 403] } as const;

export const serviceKeys: readonly Check[] = [
  {
    id: 'SVC-01/operators-alone',
    title: 'nobody but an operator makes, sees or ends a service key, whatever they hold in their workspace',
    run: async (context) => {
      const { call, given, operator, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const key = await managedServiceKey(context);
      const others = [
        owner.session,
        bearer((await provision.personalToken(owner, 'all')).secret),
        bearer((await provision.key(owner, workspace)).secret),
        bearer(key.secret),
      ];
      const body = { name: provision.uniqueName() };
      const read = await given.succeeds(key.manage('get'));
      const controls = [
        await given.succeeds(call('createServiceKey', { as: operator.session, body })),
        await given.succeeds(key.list()),
        read,
        await given.succeeds(key.manage('rotate', { overlap_seconds: 600 })),
      ];
      for (const other of others) {
        await given.succeeds(call('getMe', { as: other }));
        for (const control of controls) await expect.refused(control, refused, presenting(other));
        for (const verb of ['revoke', 'suspend'] as const)
          await expect.refused(read, refused, () => presenting(other)(key.manage(verb)));
      }
      await given.succeeds(useOf(context, key.secret));
    },
  },
  {
    id: 'SVC-02/verifies',
    title: 'a service key says who it is, verifies and introspects, in every workspace',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const service = await provision.serviceKey();
      const as = bearer(service.secret);
      const me = await given.succeeds(call('getMe', { as }));
      const { type, id } = objectOf(bodyOf(me).principal);
      expect.that(type === 'service_key' && id === service.id, `service_key ${service.id}`, bodyOf(me), me.exchange);
      const judge = await judging(context);
      for (const person of [await provision.owner(), await provision.outsider()]) {
        const { secret } = await provision.key(person, await provision.workspace(person));
        await judge('authenticated', { credential: secret }, `for a key of ${person.id}`);
        const introspected = await given.succeeds(call('introspectToken', { as, body: { token: secret } }));
        expect.that(bodyOf(introspected).active === true, 'active: true', bodyOf(introspected), introspected.exchange);
      }
    },
  },
  {
    id: 'SVC-02/decides-and-reports',
    title: 'a service key decides and reports events, in every workspace',
    run: async ({ call, given, provision, expect }) => {
      const as = bearer((await provision.serviceKey()).secret);
      const { granted } = await provision.vocabulary();
      for (const person of [await provision.owner(), await provision.outsider()]) {
        const workspace = await provision.workspace(person);
        const question = {
          subject: { type: 'user', id: person.id },
          action: { name: granted },
          resource: { type: 'shelf', id: 'one' },
          context: { workspace: workspace.slug },
        };
        const decided = await given.succeeds(call('evaluate', { as, body: question }));
        expect.that(bodyOf(decided).decision === true, 'true for the owner', bodyOf(decided), decided.exchange);
        const event = {
          client_event_id: provision.uniqueName(),
          action: granted,
          actor: { kind: 'user', id: person.id },
        };
        const path = { workspace: workspace.slug };
        const recorded = await given.succeeds(call('recordAuditEvents', { as, path, body: { events: [event] } }));
        expect.that(arrayOf(bodyOf(recorded).events).length === 1, 'one event', bodyOf(recorded), recorded.exchange);
      }
    },
  },
  {
    id: 'SVC-02/nothing-else',
    title: 'a service key reads no workspace, makes nothing in it and mints nothing',
    run: async ({ call, given, operator, provision, expect }) => {
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const inside = { as: owner.session, path: { workspace: workspace.slug } };
      const key = bearer((await provision.serviceKey()).secret);
      await given.succeeds(call('getMe', { as: key }));
      const body = { name: provision.uniqueName(), environment: 'live', permission: { kind: 'grants', grants: [] } };
      const requests = [
        ...['getWorkspace', 'listRoles', 'listMembers', 'listAuditEvents', 'getPolicy', 'listWorkspaceKeys'].map((id) =>
          call(id, inside),
        ),
        call('listWorkspaces', { as: owner.session }),
        call('listSessions', { as: owner.session }),
        call('mintAccessToken', { as: owner.session }),
        call('createWorkspaceKey', { ...inside, body }),
        call('listUsers', { as: operator.session }),
      ];
      for (const request of requests) await expect.refused(await given.succeeds(request), refused, presenting(key));
    },
  },
  {
    id: 'SVC-03/overlap',
    title: 'the old secret of a rotated service key works until the overlap is over, or is ended',
    run: async (context) => {
      await oldSecretEndsWithOverlap(context, await managedServiceKey(context));
      await endedOverlapEndsOldSecret(context, await managedServiceKey(context));
    },
  },
  {
    id: 'SVC-03/at-once',
    title: 'rotation without overlap ends the old secret of a service key at once',
    run: async (context) => oldSecretEndsAtOnce(context, await managedServiceKey(context)),
  },
  {
    id: 'SVC-04/suspended',
    title: 'a suspended service key is refused from the next request on, and comes back when it is resumed',
    run: async (context) => suspensionIsReversible(context, await managedServiceKey(context)),
  },
  {
    id: 'SVC-04/verifier',
    title: 'a suspended service key verifies nothing any more',
    run: async (context) => {
      const { call, given, expect } = context;
      const key = await managedServiceKey(context);
      const body = { credential: key.secret };
      const control = await given.succeeds(call('verifyCredential', { as: bearer(key.secret), body }));
      await given.succeeds(key.manage('suspend'));
      await expect.refused(control, { status: 401, code: 'invalid_api_key' });
      await given.succeeds(key.manage('resume'));
      await given.succeeds(control.request);
    },
  },
  {
    id: 'SVC-04/revoked',
    title: 'a revoked service key is refused from the next request on, and nothing brings it back',
    run: async (context) => revocationIsFinal(context, await managedServiceKey(context)),
  },
];
