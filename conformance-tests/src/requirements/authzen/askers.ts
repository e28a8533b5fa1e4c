import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { type JsonObject, stringOf } from '../../contract/document.ts';
import { neverIssued } from '../../token-format.ts';
import { bodyText, withBody } from '../../wire/exchange.ts';
import { allow, permissionOf } from '../decisions/grants.ts';
import { expectDecision, openDesk, spoilt, wholeResource } from './question.ts';

/** Who may ask, in which words, and what an asker cannot bring about. */
export const askers: readonly Check[] = [
  {
    id: 'AZN-08/secrets',
    title: 'a secret in the place of an id is a bad request, and is not sent back',
    run: async (context) => {
      const { expect, secrets } = context;
      const desk = await openDesk(context);
      const asked = await expectDecision(context, desk, desk.question, true);
      const madeUp = neverIssued(desk.key.secret);
      secrets.remember(madeUp, 'altered key');
      for (const [type, id] of [
        ['workspace_key', desk.key.secret],
        ['workspace_key', madeUp],
        ['user', desk.owner.sessionToken],
      ]) {
        const body = JSON.stringify(spoilt(desk.question, 'subject', { type, id }));
        const refused = await expect.refused(asked, { status: 400 }, (request) => withBody(request, body));
        const text = bodyText(refused.answer);
        expect.that(!text.includes(stringOf(id)), 'no secret', 'the secret', refused);
      }
    },
  },
  {
    id: 'AZN-09/permission',
    title: 'a key asks about its own workspace with the permission to verify, and about no other',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const desk = await openDesk(context);
      const { owner, workspace, key, question } = desk;
      const verifier = await provision.verifierKey(owner, workspace);
      const as = bearer(verifier.secret);
      const other = await provision.workspace(owner);
      const foreignKey = await provision.key(owner, other);
      const one = await expectDecision(context, { as }, question, true);
      const many = await given.succeeds(call('evaluateBatch', { as, body: { evaluations: [question] } }));
      for (const control of [one, many]) {
        await expect.refused(
          control,
          { status: 403, code: 'insufficient_permissions' },
          presenting(bearer(key.secret)),
        );
        await expect.refused(control, { status: 401, challenge: 'no error' }, presenting());
      }
      const elsewhere = {
        ...question,
        subject: { type: 'workspace_key', id: foreignKey.id },
        resource: wholeResource(desk.resource),
        context: { workspace: other.id },
      };
      await expectDecision(context, desk, { ...elsewhere, action: { name: desk.granted } }, true);
      const foreign = await expectDecision(context, { as }, elsewhere, false);
      const nowhere = { ...elsewhere, context: { workspace: provision.uniqueName() } };
      expect.indistinguishable(foreign.exchange, await send(withBody(one.request, JSON.stringify(nowhere))));
    },
  },
  {
    id: 'AZN-10/subject-properties',
    title: 'what a caller says of a subject neither opens nor closes anything',
    run: async (context) => {
      const { provision } = context;
      const { as, ...desk } = await openDesk(context);
      const permission = permissionOf(allow([desk.granted], ['*'], { conditions: { own: true } }));
      const key = await provision.key(desk.owner, desk.workspace, { permission });
      const about = (ownerId: string, properties: JsonObject) => ({
        ...desk.question,
        subject: { type: 'workspace_key', id: key.id, properties },
        resource: wholeResource(desk.resource, { owner_id: ownerId }),
      });
      const boast = {
        id: key.id,
        owner_id: key.id,
        own: true,
        role: 'owner',
        is_operator: true,
        permission: { kind: 'role', role_id: 'owner' },
        workspace: desk.workspace.id,
      };
      await expectDecision(context, { as }, about(key.id, {}), true);
      await expectDecision(context, { as }, about(desk.owner.id, boast), false);
      await expectDecision(context, { as }, about(key.id, { owner_id: desk.owner.id, role: 'none' }), true);
      const outsider = await provision.outsider();
      const asOutsider = { type: 'user', id: outsider.id, properties: boast };
      await expectDecision(context, { as }, { ...about(outsider.id, {}), subject: asOutsider }, false);
    },
  },
];
