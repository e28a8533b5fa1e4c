import type { Check, CheckContext } from '../../check.ts';
import { objectOf, resolve } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson } from '../../wire/exchange.ts';
import { type FuzzedOperation, fuzzedOperations } from './scene.ts';

interface BoundedMember {
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
}

/** Members that are free text between two lengths. */
const boundedMembers = ({ contract }: CheckContext, { schema }: FuzzedOperation): readonly BoundedMember[] =>
  Object.entries(objectOf(objectOf(resolve(contract.document, schema)).properties)).flatMap(([name, member]) => {
    const { type, format, minLength, maxLength, enum: words } = objectOf(resolve(contract.document, member));
    const isText = (type === 'string' || (Array.isArray(type) && type.includes('string'))) && format === undefined;
    if (!isText || words !== undefined || typeof maxLength !== 'number' || maxLength > 1_024) return [];
    return [{ name, minimum: typeof minLength === 'number' ? minLength : 0, maximum: maxLength }];
  });

/** Lengths count code points (JSON Schema 2020-12 §6.3.1), so a letter outside the basic plane is one. */
const letters = ['a', 'é', '日', '🔑'];

const hostileTexts = [
  '$where',
  '{"$gt":""}',
  '__proto__',
  'constructor.prototype',
  "'; DROP TABLE users; --",
  '../../../etc/passwd',
  '<script>alert(1)</script>',
  '%00%0d%0aSet-Cookie: a=b',
  '{{7*7}}',
  '\u202etxt.exe',
];

export const texts: readonly Check[] = [
  {
    id: 'FUZ-05/lengths',
    title:
      'texts of the shortest and the longest documented length are accepted, in every script, and longer ones refused',
    run: async (context) => {
      const { send, expect, validation } = context;
      let members = 0;
      for (const fuzzed of (await fuzzedOperations(context)).filter(({ id }) => id.startsWith('create'))) {
        for (const { name, minimum, maximum } of boundedMembers(context, fuzzed)) {
          const withText = (text: string) => ({ ...fuzzed.good, [name]: text });
          const lengths = [Math.max(minimum, 1), maximum];
          const bodies = letters.flatMap((letter) => lengths.map((length) => withText(letter.repeat(length))));
          for (const body of bodies.filter((one) => validation.requestComplaints(fuzzed.schema, one).length === 0)) {
            const { answer } = await send(fuzzed.request(body));
            expect.that(
              answer.status !== 400 && answer.status < 500,
              `${fuzzed.id} to take ${name} at its bounds`,
              answer.status,
            );
          }
          const beyond = withText('a'.repeat(maximum + 1));
          requireRefusal(await send(fuzzed.request(beyond)), { status: 400, code: 'invalid_request' });
          members += 1;
        }
      }
      context.note(`${members} members of ${letters.length} scripts`);
    },
  },
  {
    id: 'FUZ-06/hostile-texts',
    title: 'what would be an instruction elsewhere is text here: stored as it is, or refused',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const owner = await provision.newcomer();
      await given.succeeds(call('createWorkspace', { as: owner.session, body: { name: provision.uniqueName() } }));
      for (const text of hostileTexts) {
        const created = await send(call('createWorkspace', { as: owner.session, body: { name: text } }));
        const { status } = created.answer;
        expect.that(status === 201 || status === 400 || status === 422, 'text, or a refusal', status, created);
        if (status !== 201) continue;
        const { id } = objectOf(bodyJson(created.answer));
        const read = await given.succeeds(call('getWorkspace', { as: owner.session, path: { workspace: String(id) } }));
        expect.that(bodyOf(read).name === text, text, bodyOf(read).name, read.exchange);
      }
    },
  },
  {
    id: 'FUZ-06/hostile-members',
    title: 'operators of databases and names of prototypes are refused as members and as values',
    run: async (context) => {
      const { call, given, provision, send } = context;
      const owner = await provision.newcomer();
      const control = await given.succeeds(
        call('createWorkspace', { as: owner.session, body: { name: provision.uniqueName() } }),
      );
      const bodies = [
        '{"name":{"$gt":""}}',
        '{"name":"a","$where":"1"}',
        '{"name":"a","__proto__":{"is_operator":true}}',
        '{"name":"a","constructor":{"prototype":{}}}',
        '{"name":"a","slug":{"$ne":null}}',
      ];
      for (const body of bodies) requireRefusal(await send({ ...control.request, body }), { status: 400 });
      const filters = ['actor_id[$ne]=x', 'action[$regex]=.*', 'target_id=%24ne', '__proto__[a]=b', 'cursor[$gt]='];
      const path = `/v1/workspaces/${String(bodyOf(control).id)}/audit-events`;
      for (const filter of filters) {
        const answered = await send({
          method: 'GET',
          path: `${path}?${filter}`,
          headers: control.request.headers.slice(0, 1),
        });
        context.expect.that(answered.answer.status < 500, 'no server error', answered.answer.status, answered);
        context.expect.that(
          answered.answer.status === 400 || JSON.stringify(bodyJson(answered.answer)).includes('"data":[]'),
          'a refusal or an empty list',
          answered.answer.status,
          answered,
        );
      }
    },
  },
];
