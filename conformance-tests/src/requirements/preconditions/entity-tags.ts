import type { Check } from '../../check.ts';
import { requireRefusal } from '../../expect.ts';
import { withHeader } from '../../wire/exchange.ts';
import { answerToHolder } from './held-version.ts';
import { shown, tagOf, versionedIn } from './versioned.ts';

const strong = /^"[\x21\x23-\x7e]+"$/;
const publicDocuments = ['getOpenapi', 'getCatalog', 'getJwks', 'getServerMetadata', 'getAuthzenMetadata'];
/** The ways to say that one holds a version. */
const holdings: readonly ((tag: string) => string)[] = [
  (tag) => tag,
  (tag) => `"of-before", ${tag}`,
  (tag) => `W/${tag}`,
  () => '*',
];
const races = 3;

export const entityTags: readonly Check[] = [
  {
    id: 'ETG-01/changes-with-the-resource',
    title: 'a versioned resource has a strong tag, which changes when it does and at no other time',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.newcomer();
      const workspace = await provision.workspace(owner);
      const member = call('getMember', { as: owner.session, path: { workspace: workspace.id, user_id: owner.id } });
      const all = await versionedIn(context, owner, workspace);
      const tags: string[] = [];
      for (const { read } of [...all, { read: member }]) {
        const first = tagOf((await given.succeeds(read)).exchange);
        expect.that(strong.test(first), 'a strong entity tag', first || 'no ETag');
        tags.push(first);
      }
      await provision.key(owner, workspace);
      await provision.signIn(owner);
      await versionedIn(context, owner, workspace);
      for (const [index, { read }] of [...all, { read: member }].entries()) {
        const { exchange } = await given.succeeds(read);
        expect.that(tagOf(exchange) === tags[index], `${tags[index]} as before`, tagOf(exchange), exchange);
      }
      for (const one of all) {
        const before = tagOf((await given.succeeds(one.read)).exchange);
        const answered = tagOf((await given.succeeds(one.change(before))).exchange);
        const { exchange } = await given.succeeds(one.read);
        expect.that(tagOf(exchange) !== before, `another tag than ${before}`, tagOf(exchange), exchange);
        expect.that(tagOf(exchange) === answered, `the tag of the change, ${answered}`, tagOf(exchange), exchange);
      }
      await given.succeeds(call('updateMe', { as: owner.session, body: { name: provision.uniqueName() } }));
      const renamed = await given.succeeds(member);
      expect.that(
        tagOf(renamed.exchange) !== tags.at(-1),
        'another tag of the renamed member',
        tagOf(renamed.exchange),
      );
    },
  },
  {
    id: 'ETG-02/stale',
    title: 'a change of another version than its author has seen is refused and changes nothing',
    run: async (context) => {
      const { given, provision, send, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      for (const one of await versionedIn(context, owner, workspace)) {
        const seen = tagOf((await given.succeeds(one.read)).exchange);
        await given.succeeds(one.change(seen));
        const [current, before] = [tagOf((await given.succeeds(one.read)).exchange), await shown(context, one)];
        for (const wrong of [seen, '"of-nothing"', `W/${current}`])
          requireRefusal(await send(one.change(wrong)), { status: 412, code: 'precondition_failed' });
        const without = await send(one.change(undefined));
        if (one.isRequired) requireRefusal(without, { status: 428, code: 'precondition_required' });
        else expect.that(without.answer.status === 200, '200 where it is optional', without.answer.status, without);
        const after = await shown(context, one);
        expect.that(!one.isRequired || after === before, before, after);
      }
    },
  },
  {
    id: 'ETG-02/deletion',
    title: 'a deletion of another version than its author has seen is refused, and the resource stays',
    run: async (context) => {
      const { call, given, provision, send } = context;
      const owner = await provision.owner();
      const [as, workspace] = [owner.session, await provision.workspace(owner)];
      const path = { workspace: workspace.id, role_id: (await provision.role(owner, workspace, [])).id };
      const stale = [['If-Match', '"of-nothing"']] as const;
      const deletions = [
        [call('deleteRole', { as, path, headers: stale }), call('getRole', { as, path })],
        [call('deleteWorkspace', { as, path, headers: stale }), call('getWorkspace', { as, path })],
      ] as const;
      for (const [deletion, read] of deletions) {
        requireRefusal(await send(deletion), { status: 412, code: 'precondition_failed' });
        await given.succeeds(read);
      }
      const seen = tagOf((await given.succeeds(deletions[0][1])).exchange);
      await given.succeeds(call('deleteRole', { as, path, headers: [['If-Match', seen]] }));
    },
  },
  {
    id: 'ETG-03/not-modified',
    title: 'whoever has the current version of a public document gets 304 without body',
    run: async (context) => {
      const { call, given, send, expect } = context;
      for (const operation of publicDocuments) {
        const { exchange, request } = await given.succeeds(call(operation));
        const tag = tagOf(exchange);
        expect.that(strong.test(tag), 'a strong entity tag', tag || 'no ETag', exchange);
        for (const ifNoneMatch of holdings) {
          const again = await answerToHolder(context, request, ifNoneMatch);
          const { status, body } = again.answer;
          expect.that(status === 304 && body.byteLength === 0, '304 without body', [status, body.byteLength], again);
        }
        const fresh = await send(withHeader(request, 'If-None-Match', '"of-before"'));
        const { status, body } = fresh.answer;
        expect.that(status === 200 && body.byteLength > 0, '200 with the document', [status, body.byteLength], fresh);
      }
    },
  },
  {
    id: 'ETG-04/one-wins',
    title: 'of changes of one version at the same moment exactly one wins',
    run: async (context) => {
      const { given, provision, together, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      for (const one of await versionedIn(context, owner, workspace)) {
        for (let race = 0; race < races; race += 1) {
          const seen = tagOf((await given.succeeds(one.read)).exchange);
          const answers = await together(Array.from({ length: 4 }, () => one.change(seen)));
          const statuses = answers.map(({ answer }) => answer.status).sort();
          expect.that(
            statuses.join() === '200,412,412,412',
            `one change of the ${one.name}: 200,412,412,412`,
            statuses,
          );
          const winner = answers.find(({ answer }) => answer.status === 200);
          const { exchange } = await given.succeeds(one.read);
          const won = winner === undefined ? '' : tagOf(winner);
          expect.that(tagOf(exchange) === won, `the winner's ${one.name}, ${won}`, tagOf(exchange), exchange);
        }
      }
    },
  },
];
