import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { NotApplicable } from '../../outcome.ts';
import { bodyOf, type Key } from '../../provision.ts';
import { neverIssued } from '../../token-format.ts';
import { grantOf, permissionOf } from '../../tour/visit.ts';
import { explanationAgrees, explanationOfSuspended, mixedPermission, mixedQuestions } from '../explanations.ts';
import { inOneOrder } from '../in-one-order.ts';
import { eventsIn, eventsWith, isAbout } from '../listed-events.ts';
import { managedKey } from '../managed-token.ts';
import { judging } from '../verifying.ts';

const ownPermission = (action: string) => ({
  kind: 'grants',
  grants: [{ effect: 'allow', actions: [action], resources: ['latchkey:*'] }],
});

/** What an owner may do in every deployment, and an admin in none. */
const ownersOnly = ownPermission('latchkey.workspace.delete');
const exceeding = { status: 422, code: 'permission_exceeds_yours' } as const;

export const keyRights: readonly Check[] = [
  {
    id: 'KEY-15/creation',
    title: 'an admin cannot make a key that may do what only an owner may',
    run: async ({ call, given, provision, expect }) => {
      const { workspace, people } = await provision.team();
      const create = (permission: object) =>
        call('createWorkspaceKey', {
          as: people.admin.session,
          path: { workspace: workspace.slug },
          body: { name: provision.uniqueName(), environment: 'live', permission },
        });
      const { granted } = await provision.vocabulary();
      const control = await given.succeeds(create(permissionOf(granted)));
      await expect.refused(control, exceeding, () => create(ownersOnly));
      const mixed = { kind: 'grants', grants: [grantOf(granted), ...ownersOnly.grants] };
      await expect.refused(control, exceeding, () => create(mixed));
      await given.succeeds(presenting(people.owner.session)(create(ownersOnly)));
    },
  },
  {
    id: 'KEY-15/update',
    title: 'an admin cannot give a key afterwards what only an owner may do, and the attempt leaves it as it was',
    run: async (context) => {
      const { given, provision, expect } = context;
      const { workspace, people } = await provision.team();
      const { granted } = await provision.vocabulary();
      const key = await managedKey(context, people.admin, workspace, { permission: { kind: 'grants', grants: [] } });
      const control = await given.succeeds(key.manage('update', { permission: permissionOf(granted) }));
      const before = inOneOrder(bodyOf(control).permission);
      await expect.refused(control, exceeding, () => key.manage('update', { permission: ownersOnly }));
      const read = await given.succeeds(key.manage('get'));
      const after = inOneOrder(bodyOf(read).permission);
      expect.that(after === before, `the permission as before: ${before}`, after ?? 'none', read.exchange);
    },
  },
  {
    id: 'KEY-17/narrows',
    title: 'a resource limit narrows the permission and never widens it; an empty one reaches nothing',
    run: async (context) => {
      const { given, provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, withheld } = await provision.vocabulary();
      const judge = await judging(context);
      const key = await managedKey(context, owner, workspace, { resource_limit: ['shelf:books:*'] });
      const on = (action: string, resource: string) => ({
        credential: key.secret,
        workspace: workspace.slug,
        action,
        resource,
      });
      const [inside, outside] = [on(granted, 'shelf:books:one'), on(granted, 'shelf:films:one')];
      await judge('allowed', inside, 'inside the limit');
      await judge('denied', outside, 'outside the limit');
      await judge('denied', on(withheld, 'shelf:books:one'), 'inside the limit, for what the permission lacks');
      await given.succeeds(key.manage('update', { resource_limit: ['shelf:films:*'] }));
      await judge('denied', inside, 'after the limit was moved away');
      await judge('allowed', outside, 'after the limit was moved here');
      await given.succeeds(key.manage('update', { resource_limit: [] }));
      for (const question of [inside, outside]) await judge('denied', question, 'with a limit of no resources');
      await given.succeeds(key.manage('update', { resource_limit: null }));
      for (const question of [inside, outside]) await judge('allowed', question, 'without a limit');
    },
  },
  {
    id: 'KEY-18/verification',
    title: 'a test key that verifies sees test keys, and a live one looks unknown to it',
    run: async (context) => {
      const { provision, expect, secrets } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const permission = ownPermission('latchkey.credentials.verify');
      const asker = await provision.key(owner, workspace, { environment: 'test', permission });
      const judge = await judging(context, asker);
      const [test, live] = [
        await provision.key(owner, workspace, { environment: 'test' }),
        await provision.key(owner, workspace),
      ];
      await judge('authenticated', { credential: test.secret }, 'for a test key');
      const hidden = await judge('invalid', { credential: live.secret }, 'for a live key');
      const unknown = neverIssued(live.secret);
      secrets.remember(unknown, 'key that never was');
      expect.indistinguishable(
        (await judge('invalid', { credential: unknown }, 'for no key')).exchange,
        hidden.exchange,
      );
    },
  },
  {
    id: 'KEY-18/trail',
    title: 'a test key that reads the trail sees what was done in the test environment and nothing else',
    run: async (context) => {
      const { call, contract, provision, expect } = context;
      if (!contract.has('getAuditEvent')) throw new NotApplicable('this target offers no profile with a trail');
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const permission = ownPermission('latchkey.audit.read');
      const reader = await provision.key(owner, workspace, { environment: 'test', permission });
      const live = await provision.key(owner, workspace, { permission });
      const path = { workspace: workspace.slug };
      const trailAs = (key: Key) =>
        eventsWith(
          context,
          call('listAuditEvents', { as: bearer(key.secret), path }),
          `an event about ${key.id}`,
          isAbout(key.id),
        );
      await trailAs(live);
      const seen = await trailAs(reader);
      const environments = eventsIn(seen).map(({ environment }) => environment);
      expect.that(
        environments.every((environment) => environment === 'test'),
        'events of the test environment alone',
        environments,
        seen.exchange,
      );
    },
  },
  {
    id: 'KEY-25/agrees',
    title: 'whatever is asked about a key, the explanation by its id is the decision about its secret',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const words = await provision.vocabulary();
      const key = await managedKey(context, owner, workspace, mixedPermission(words));
      const questions = mixedQuestions(words);
      await explanationAgrees(context, key, workspace, { questions, named: {} });
      await explanationOfSuspended(context, key, questions[0] ?? {});
    },
  },
  {
    id: 'KEY-27/at-once',
    title: 'a changed permission counts from the next request on, for the secret that the key has',
    run: async (context) => {
      const { given, provision } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, withheld, resource } = await provision.vocabulary();
      const judge = await judging(context);
      const key = await managedKey(context, owner, workspace);
      const on = (action: string) => ({ credential: key.secret, workspace: workspace.slug, action, resource });
      await judge('allowed', on(granted), 'as the key was made');
      await judge('denied', on(withheld), 'as the key was made');
      await given.succeeds(key.manage('update', { permission: permissionOf(withheld) }));
      await judge('denied', on(granted), 'after the permission was changed');
      await judge('allowed', on(withheld), 'after the permission was changed');
    },
  },
];
