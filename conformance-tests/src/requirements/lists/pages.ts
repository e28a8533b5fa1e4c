import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { header, type WireRequest } from '../../wire/exchange.ts';
import { eventsWith, isAbout } from '../listed-events.ts';

type Query = { readonly [name: string]: string | number };

/** A list with several items in it: what the checks of lists page through. */
interface List {
  readonly name: string;
  page(query?: Query): WireRequest;
}

const keysIn = ({ call }: CheckContext, { session: as }: Person, { id }: Workspace): List => ({
  name: 'listWorkspaceKeys',
  page: (query = {}) => call('listWorkspaceKeys', { as, path: { workspace: id }, query }),
});

interface Place {
  readonly person: Person;
  readonly workspace: Workspace;
  /** The names of the keys, in the order they were made. */
  readonly keyIds: readonly string[];
}

/** A person with a few of everything there is a list of, and events that are all listed: no page grows while it is looked at. */
const filledPlace = async (context: CheckContext, count = 4): Promise<Place> => {
  const { call, provision } = context;
  const person = await provision.newcomer();
  const workspace = await provision.workspace(person);
  const keyIds: string[] = [];
  let [lastKey, lastSession] = ['', ''];
  while (keyIds.length < count) {
    lastKey = (await provision.key(person, workspace)).id;
    keyIds.push(lastKey);
    await provision.workspace(person);
    lastSession = (await provision.signIn(person)).id;
  }
  const as = person.session;
  const trail = call('listAuditEvents', { as, path: { workspace: workspace.id } });
  await eventsWith(context, trail, `the event of ${lastKey}`, isAbout(lastKey));
  await eventsWith(context, call('listMyAuditEvents', { as }), `the event of ${lastSession}`, isAbout(lastSession));
  return { person, workspace, keyIds };
};

const listsOf = (context: CheckContext, { person, workspace }: Place): readonly List[] => {
  const { call } = context;
  const as = person.session;
  const inWorkspace = (name: string): List => ({
    name,
    page: (query = {}) => call(name, { as, path: { workspace: workspace.id }, query }),
  });
  const own = (name: string): List => ({ name, page: (query = {}) => call(name, { as, query }) });
  return [
    inWorkspace('listWorkspaceKeys'),
    inWorkspace('listAuditEvents'),
    own('listWorkspaces'),
    own('listSessions'),
    own('listMyAuditEvents'),
  ];
};

const idsIn = (page: Control): readonly string[] =>
  arrayOf(bodyOf(page).data).map((item) => stringOf(objectOf(item).id));

const mostPages = 50;

/** Walks from page to page, and does something between them. */
const walk = async (
  { given, expect }: CheckContext,
  list: List,
  limit: number,
  afterPage: (number: number) => Promise<void> = async () => {},
): Promise<readonly Control[]> => {
  const pages: Control[] = [];
  for (let cursor: unknown; pages.length < mostPages; ) {
    const page = await given.succeeds(list.page({ limit, ...(typeof cursor === 'string' ? { cursor } : {}) }));
    pages.push(page);
    cursor = bodyOf(page).next_cursor;
    if (cursor === null || cursor === undefined) return pages;
    await afterPage(pages.length);
  }
  expect.that(false, `an end of ${list.name} within ${mostPages} pages`, 'a next page after each');
  return pages;
};

/** The target of the link to the next page (RFC 8288). */
const nextLinkOf = ({ exchange }: Control): string | undefined =>
  /<([^>]*)>\s*;[^,]*\brel="?next"?/i.exec(header(exchange.answer, 'link') ?? '')?.[1];

const flattened = (pages: readonly Control[]): readonly string[] => pages.flatMap(idsIn);

const altered = (cursor: string): readonly string[] => {
  const swap = (at: number): string => `${cursor.slice(0, at)}${cursor[at] === 'A' ? 'B' : 'A'}${cursor.slice(at + 1)}`;
  return [
    swap(0),
    swap(Math.floor(cursor.length / 2)),
    swap(cursor.length - 3),
    cursor.slice(0, -4),
    `${cursor}AAAA`,
    'A',
  ];
};

export const pages: readonly Check[] = [
  {
    id: 'LST-01/size',
    title: 'a page has at most as many items as asked for, and a size out of range is refused',
    run: async (context) => {
      const { given, expect } = context;
      for (const list of listsOf(context, await filledPlace(context))) {
        const whole = await given.succeeds(list.page());
        for (const limit of [1, 3, 100]) {
          const page = await given.succeeds(list.page({ limit }));
          const wanted = Math.min(limit, idsIn(whole).length);
          const got = idsIn(page).length;
          expect.that(limit === 100 ? got >= wanted : got === wanted, `${wanted} items`, got, page.exchange);
        }
        for (const limit of [0, -1, 101, 1_000_000, '1.5', 'ten', ''])
          await expect.refused(whole, { status: 400 }, () => list.page({ limit }));
      }
    },
  },
  {
    id: 'LST-02/exactly-once',
    title: 'walking the pages shows each item exactly once, whatever their size',
    run: async (context) => {
      const { given, expect } = context;
      const place = await filledPlace(context);
      for (const list of listsOf(context, place)) {
        const whole = idsIn(await given.succeeds(list.page({ limit: 100 })));
        for (const limit of [1, 2, 3]) {
          const walked = flattened(await walk(context, list, limit));
          expect.that(walked.join() === whole.join(), `${list.name} by ${limit}: ${whole.join()}`, walked.join());
        }
      }
      const keys = flattened(await walk(context, keysIn(context, place.person, place.workspace), 3));
      const wanted = [...place.keyIds].sort().join();
      expect.that([...keys].sort().join() === wanted, wanted, keys.join());
    },
  },
  {
    id: 'LST-03/while-it-changes',
    title: 'what is added or ended during a walk neither repeats nor hides what stays',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const person = await provision.owner();
      const workspace = await provision.workspace(person);
      const keyIds: string[] = [];
      while (keyIds.length < 8) keyIds.push((await provision.key(person, workspace)).id);
      const ended = [keyIds[1], keyIds[6]].map(stringOf);
      const list = keysIn(context, person, workspace);
      const walked = await walk(context, list, 2, async (number) => {
        await provision.key(person, workspace);
        const id = ended[number - 1];
        if (id === undefined) return;
        const path = { workspace: workspace.id, token_id: id };
        await given.succeeds(call('revokeWorkspaceKey', { as: person.session, path }));
      });
      const seen = flattened(walked);
      const staying = keyIds.filter((id) => !ended.includes(id));
      const missing = staying.filter((id) => !seen.includes(id));
      expect.that(missing.length === 0, 'every key that stays', `without ${missing.join()}`);
      expect.that(new Set(seen).size === seen.length, 'no key twice', seen);
    },
  },
  {
    id: 'LST-04/cursors',
    title: 'a cursor that was altered, or is of another list, is refused as one',
    run: async (context) => {
      const { given, expect } = context;
      const refusal = { status: 400, code: 'invalid_cursor' };
      const lists = listsOf(context, await filledPlace(context, 3));
      for (const [index, list] of lists.entries()) {
        const cursor = stringOf(bodyOf(await given.succeeds(list.page({ limit: 1 }))).next_cursor);
        const control = await given.succeeds(list.page({ limit: 1, cursor }));
        for (const wrong of altered(cursor))
          await expect.refused(control, refusal, () => list.page({ limit: 1, cursor: wrong }));
        const other = lists[(index + 1) % lists.length];
        if (other !== undefined) await expect.refused(control, refusal, () => other.page({ limit: 1, cursor }));
      }
    },
  },
  {
    id: 'LST-04/filters',
    title: 'a cursor of other filters is refused',
    run: async (context) => {
      const { given, expect } = context;
      const place = await filledPlace(context, 3);
      const events = listsOf(context, place).find(({ name }) => name === 'listAuditEvents');
      const list = expect.present(events, 'a list of events');
      const filter = { action: 'workspace_key.created', limit: 1 };
      const cursor = stringOf(bodyOf(await given.succeeds(list.page(filter))).next_cursor);
      const control = await given.succeeds(list.page({ ...filter, cursor }));
      for (const other of [{ limit: 1 }, { ...filter, action: 'role.created' }, { ...filter, outcome: 'succeeded' }])
        await expect.refused(control, { status: 400, code: 'invalid_cursor' }, () => list.page({ ...other, cursor }));
    },
  },
  {
    id: 'LST-05/ends',
    title: 'the last page has no next one, and header and body name the same next page',
    run: async (context) => {
      const { given, expect } = context;
      for (const list of listsOf(context, await filledPlace(context))) {
        const whole = idsIn(await given.succeeds(list.page({ limit: 100 })));
        const walked = await walk(context, list, 2);
        expect.that(
          walked.length === Math.ceil(whole.length / 2),
          `${Math.ceil(whole.length / 2)} pages`,
          walked.length,
        );
        for (const page of walked) {
          const { next_cursor: cursor } = bodyOf(page);
          const link = nextLinkOf(page);
          const linked = link === undefined ? null : new URL(link, 'http://here.example').searchParams.get('cursor');
          expect.that(linked === (cursor ?? null), `${String(cursor)} in Link as well`, linked, page.exchange);
        }
        const [first, second] = walked;
        const link = expect.present(first === undefined ? undefined : nextLinkOf(first), 'a link to the next page');
        const { pathname, search } = new URL(link, 'http://here.example');
        const followed = await given.succeeds({ ...list.page(), path: pathname + search });
        const wanted = second === undefined ? '' : idsIn(second).join();
        expect.that(idsIn(followed).join() === wanted, `behind the link: ${wanted}`, idsIn(followed).join());
      }
    },
  },
  {
    id: 'LST-06/newest-first',
    title: 'lists begin with what is newest, and stay in one order where times are equal',
    run: async (context) => {
      const { call, given, provision, together, expect } = context;
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const first = await provision.key(person, workspace);
      const body = { environment: 'live', permission: { kind: 'grants', grants: [] } };
      const path = { workspace: workspace.id };
      const create = () =>
        call('createWorkspaceKey', { as: person.session, path, body: { ...body, name: provision.uniqueName() } });
      await together(Array.from({ length: 8 }, create));
      const last = await provision.key(person, workspace);
      for (const list of listsOf(context, { person, workspace, keyIds: [] })) {
        const page = await given.succeeds(list.page({ limit: 100 }));
        const times = arrayOf(bodyOf(page).data)
          .map(objectOf)
          .map(({ created_at: created, occurred_at: occurred }) => Date.parse(stringOf(created ?? occurred)));
        const isFalling = times.every((time, index) => index === 0 || time <= (times[index - 1] ?? 0));
        expect.that(isFalling, `times of ${list.name} that never rise`, times, page.exchange);
        const again = idsIn(await given.succeeds(list.page({ limit: 100 })));
        const expected = idsIn(page).join();
        expect.that(list.name.endsWith('Events') || again.join() === expected, `${expected} again`, again.join());
      }
      const keys = idsIn(await given.succeeds(keysIn(context, person, workspace).page()));
      const ends = [keys[0], keys.at(-1), keys.length];
      expect.that(ends.join() === [last.id, first.id, 10].join(), `${last.id} first and ${first.id} last of 10`, ends);
    },
  },
  {
    id: 'LST-07/empty',
    title: 'a list of nothing is a list: 200, no item and no next page',
    run: async ({ call, given, provision, expect }) => {
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const [as, path] = [person.session, { workspace: workspace.id }];
      const nothing = { target_id: 'nothing-of-this-deployment' };
      const lists = [
        call('listWorkspaceKeys', { as, path }),
        call('listInvitations', { as, path }),
        call('listPersonalTokens', { as }),
        call('listWorkspacePersonalTokens', { as, path }),
        call('listAuditEvents', { as, path, query: nothing }),
      ];
      for (const list of lists) {
        const empty = await given.succeeds(list);
        const { data, next_cursor: next } = bodyOf(empty);
        expect.that(
          empty.exchange.answer.status === 200 && Array.isArray(data) && data.length === 0 && next === null,
          '200 with an empty list and no next page',
          bodyOf(empty),
          empty.exchange,
        );
      }
    },
  },
];
