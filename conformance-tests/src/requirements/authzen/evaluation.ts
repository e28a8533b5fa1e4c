import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued, unknownId } from '../../token-format.ts';
import { bodyJson, bodyText, header, withBody, withHeader } from '../../wire/exchange.ts';
import { verdictOn } from '../decisions/verdict.ts';
import { expectDecision, openDesk, wholeResource } from './question.ts';

/** The question without one member, or with another value there: `subject.id`. */
const spoilt = (question: JsonObject, place: string, value: unknown): JsonObject => {
  const [first = '', second] = place.split('.');
  return { ...question, [first]: second === undefined ? value : { ...objectOf(question[first]), [second]: value } };
};

const required = [
  ...['subject', 'action', 'resource'],
  ...['subject.type', 'subject.id', 'action.name', 'resource.type', 'resource.id'],
];

export const evaluation: readonly Check[] = [
  {
    id: 'AZN-01/metadata',
    title: 'the addresses that the metadata names answer questions',
    run: async (context) => {
      const { call, given, expect, send } = context;
      const desk = await openDesk(context);
      const metadata = await given.succeeds(call('getAuthzenMetadata'));
      const named = bodyOf(metadata);
      const point = stringOf(named.policy_decision_point).replace(/\/$/, '');
      const pathIn = (member: string): string => {
        const address = stringOf(named[member]);
        expect.that(address.startsWith(`${point}/`), `${member} at ${point}`, address, metadata.exchange);
        return address.slice(point.length);
      };
      const one = await expectDecision(context, desk, desk.question, true);
      const said = bodyText(one.exchange.answer);
      const found = await send({ ...one.request, path: pathIn('access_evaluation_endpoint') });
      expect.that(bodyText(found.answer) === said, said, bodyText(found.answer), found);
      const batch = withBody(one.request, JSON.stringify({ evaluations: [desk.question] }));
      const many = await send({ ...batch, path: pathIn('access_evaluations_endpoint') });
      const answers = JSON.stringify(objectOf(bodyJson(many.answer)).evaluations);
      expect.that(answers === `[${said}]`, `[${said}]`, answers, many);
    },
  },
  {
    id: 'AZN-02/agrees',
    title: 'a key, a token and a person are judged by their id as they are by their credential',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const desk = await openDesk(context);
      const { owner, workspace, key, granted, withheld, resource } = desk;
      const token = await provision.personalToken(owner, [workspace], { resource_limit: [resource] });
      const subjects = [
        [{ type: 'workspace_key', id: key.id }, key.secret],
        [{ type: 'personal_token', id: token.id }, token.secret],
        [{ type: 'user', id: owner.id }, owner.sessionToken],
      ] as const;
      for (const [subject, credential] of subjects) {
        for (const [action, status] of [
          [granted, 'draft'],
          [granted, 'published'],
          [withheld, 'draft'],
        ] as const) {
          const attributes = { status };
          const verdict = await verdictOn(context, {
            ...{ credential, workspace: workspace.id, action, resource, attributes },
          });
          const body = {
            ...{ subject, action: { name: action }, context: { workspace: workspace.id } },
            resource: wholeResource(resource, attributes),
          };
          const asked = await given.succeeds(call('evaluate', { as: desk.as, body }));
          const { decision, context: why } = bodyOf(asked);
          const { code, layer } = verdict.decision;
          const said = [decision, objectOf(why).code, objectOf(why).layer].join();
          const expected = [verdict.outcome === 'allowed', code, layer].join();
          expect.that(said === expected, `${expected}, as verified`, said, asked.exchange);
        }
      }
    },
  },
  {
    id: 'AZN-03/unknown-alike',
    title: 'whatever is unknown or foreign in a question is answered with the same false',
    run: async (context) => {
      const { provision, expect } = context;
      const desk = await openDesk(context);
      const { question, key } = desk;
      await expectDecision(context, desk, question, true);
      const outsider = await provision.outsider();
      const foreign = await provision.workspace(outsider);
      const unknown = [
        spoilt(question, 'subject.id', unknownId(key.id)),
        spoilt(question, 'subject.type', 'robot'),
        spoilt(question, 'subject.type', 'personal_token'),
        spoilt(question, 'subject', { type: 'user', id: outsider.id }),
        spoilt(question, 'subject', { type: 'user', id: unknownId(outsider.id) }),
        spoilt(question, 'subject', { type: 'user', id: provision.uniqueName() }),
        spoilt(question, 'action.name', 'no such action'),
        spoilt(question, 'context.workspace', provision.uniqueName()),
        spoilt(question, 'context.workspace', foreign.slug),
        spoilt(question, 'context.workspace', foreign.id),
      ];
      const [first, ...rest] = await Promise.all(unknown.map((one) => expectDecision(context, desk, one, false)));
      const { exchange } = expect.present(first, 'an answer');
      for (const other of rest) expect.indistinguishable(exchange, other.exchange);
    },
  },
  {
    id: 'AZN-04/malformed',
    title: 'a question that lacks a required member, or has another kind of value there, is a bad request',
    run: async (context) => {
      const { expect } = context;
      const desk = await openDesk(context);
      const asked = await expectDecision(context, desk, desk.question, true);
      for (const place of required)
        for (const value of [undefined, 7, ['x']])
          await expect.refused(asked, { status: 400 }, (request) =>
            withBody(request, JSON.stringify(spoilt(desk.question, place, value))),
          );
    },
  },
  {
    id: 'AZN-04/unknown-members',
    title: 'members that nobody knows change nothing, wherever they are',
    run: async (context) => {
      const { send, expect } = context;
      const desk = await openDesk(context);
      const asked = await expectDecision(context, desk, desk.question, true);
      for (const place of [
        'surprise',
        'subject.surprise',
        'action.surprise',
        'resource.surprise',
        'context.surprise',
      ]) {
        const body = JSON.stringify(spoilt(desk.question, place, { of: ['some', 'kind'] }));
        expect.indistinguishable(asked.exchange, await send(withBody(asked.request, body)));
      }
    },
  },
  {
    id: 'AZN-07/request-id',
    title: 'the X-Request-ID of a question is that of its answer, whatever the answer is',
    run: async (context) => {
      const { send, expect } = context;
      const desk = await openDesk(context);
      const asked = await expectDecision(context, desk, desk.question, true);
      const body = JSON.stringify(spoilt(desk.question, 'subject.id', undefined));
      for (const id of [crypto.randomUUID(), 'Mixed Case; and=signs/+~']) {
        for (const request of [asked.request, withBody(asked.request, body)]) {
          const answered = await send(withHeader(request, 'X-Request-ID', id));
          const returned = header(answered.answer, 'x-request-id');
          expect.that(returned === id, id, returned, answered);
        }
      }
    },
  },
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
      const owning = { conditions: { own: true } };
      const permission = {
        kind: 'grants',
        grants: [{ effect: 'allow', actions: [desk.granted], resources: ['*'], ...owning }],
      };
      const key = await provision.key(desk.owner, desk.workspace, { permission });
      const about = (ownerId: string, properties: JsonObject) => ({
        ...desk.question,
        subject: { type: 'workspace_key', id: key.id, properties },
        resource: wholeResource(desk.resource, { owner_id: ownerId }),
      });
      const boast = {
        ...{ id: key.id, owner_id: key.id, own: true, status: 'draft', role: 'owner', is_operator: true },
        ...{ permission: { kind: 'role', role_id: 'owner' }, workspace: desk.workspace.id },
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
