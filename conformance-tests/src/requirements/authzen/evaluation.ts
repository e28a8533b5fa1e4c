import type { Check } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { unknownId } from '../../token-format.ts';
import { bodyJson, header, withBody, withHeader } from '../../wire/exchange.ts';
import { verdictOn } from '../decisions/verdict.ts';
import { inOneOrder } from '../in-one-order.ts';
import { expectDecision, openDesk, spoilt, wholeResource } from './question.ts';

const required = [
  'subject',
  'subject.type',
  'subject.id',
  'action',
  'action.name',
  'resource',
  'resource.type',
  'resource.id',
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
      const said = inOneOrder(bodyOf(one));
      const found = await send({ ...one.request, path: pathIn('access_evaluation_endpoint') });
      const same = inOneOrder(bodyJson(found.answer));
      expect.that(same === said, said, same, found);
      const batch = withBody(one.request, JSON.stringify({ evaluations: [desk.question] }));
      const many = await send({ ...batch, path: pathIn('access_evaluations_endpoint') });
      const answers = inOneOrder(objectOf(bodyJson(many.answer)).evaluations);
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
            credential,
            workspace: workspace.id,
            action,
            resource,
            attributes,
          });
          const body = {
            subject,
            action: { name: action },
            resource: wholeResource(resource, attributes),
            context: { workspace: workspace.id },
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
];
