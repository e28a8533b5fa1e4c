import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, objectOf, stringOf } from '../../contract/document.ts';
import { requireRefusal } from '../../expect.ts';
import { bodyOf } from '../../provision.ts';
import { bodyText, withHeader } from '../../wire/exchange.ts';
import { refreshRequest, successorsIn } from '../refresh/renewal.ts';
import { shuffled, times, told, winnersOf } from './outcomes.ts';

const refreshRounds = 20;
const rounds = 4;

/** Which of the secrets open something now. */
const liveOf = async ({ call, send }: CheckContext, secrets: readonly string[]): Promise<readonly string[]> => {
  const live: string[] = [];
  for (const secret of secrets)
    if ((await send(call('getMe', { as: bearer(secret) }))).answer.status === 200) live.push(secret);
  return live;
};

export const racesForSecrets: readonly Check[] = [
  {
    id: 'RAC-01/refresh',
    title: 'refreshes at the same moment have one successor, twenty times in a row',
    run: async (context) => {
      const { together, provision, times: declared, expect, note } = context;
      const person = await provision.outsider();
      let { refreshToken } = await provision.renewable(person);
      // Whoever comes second when the grace is over has ended the session, successor and all: each round takes another.
      const isGraceShort = declared.refreshGraceSeconds < declared.marginSeconds;
      for (let round = 1; round <= refreshRounds; round += 1) {
        const answers = await together(times(3, () => refreshRequest(context, refreshToken)));
        const [successor = '', ...others] = successorsIn(answers);
        expect.that(
          successor !== '' && others.length === 0,
          `one successor in round ${round}`,
          1 + others.length,
          answers[0],
        );
        refreshToken = isGraceShort ? (await provision.renewable(person)).refreshToken : successor;
      }
      note(`${refreshRounds} rounds of 3 refreshes`);
    },
  },
  {
    id: 'RAC-02/rotation',
    title: 'however many rotate a key at the same moment, two of its secrets live at most',
    run: async (context) => {
      const { call, together, provision, expect } = context;
      const owner = await provision.outsider();
      const workspace = await provision.workspace(owner);
      for (let round = 1; round <= rounds; round += 1) {
        const key = await provision.key(owner, workspace);
        const path = { workspace: workspace.id, token_id: key.id };
        const rotate = call('rotateWorkspaceKey', { as: owner.session, path, body: {} });
        const answers = winnersOf(await together(times(6, () => rotate)));
        const live = await liveOf(context, [key.secret, ...answers.map((answer) => stringOf(told(answer).secret))]);
        expect.that(live.length > 0 && live.length <= 2, 'one or two live secrets', live.length, answers[0]);
      }
    },
  },
  {
    id: 'RAC-06/one-effect',
    title: 'one Idempotency-Key used many times at the same moment makes one thing, and tells of it alike',
    run: async (context) => {
      const { call, together, given, send, provision, expect } = context;
      const person = await provision.newcomer();
      const workspace = await provision.workspace(person);
      const creations = [
        (name: string) => call('createWorkspace', { as: person.session, body: { name } }),
        (name: string) =>
          call('createWorkspaceKey', {
            as: person.session,
            path: { workspace: workspace.id },
            body: { name, environment: 'live', permission: { kind: 'grants', grants: [] } },
          }),
      ];
      for (const create of creations) {
        const name = provision.uniqueName();
        const request = withHeader(create(name), 'Idempotency-Key', `cf-race-${name}`);
        const winners = winnersOf(await together(times(6, () => request)));
        const bodies = [...new Set(winners.map(({ answer }) => bodyText(answer)))];
        expect.that(bodies.length === 1, 'one answer to all', bodies.length, winners[1]);
        const retried = await send(request);
        expect.that(bodyText(retried.answer) === bodies[0], 'the same answer again', retried.answer.status, retried);
      }
      const listed = await given.succeeds(call('listWorkspaces', { as: person.session, query: { limit: 100 } }));
      const made = arrayOf(bodyOf(listed).data).length;
      expect.that(made === 2, 'one workspace more than before', `${made - 1} more`, listed.exchange);
    },
  },
  {
    id: 'RAC-09/revocation',
    title: 'whatever is done with a key at the moment of its revocation, nothing of it works afterwards',
    run: async (context) => {
      const { call, together, send, provision, expect } = context;
      const owner = await provision.outsider();
      const workspace = await provision.workspace(owner);
      for (let round = 1; round <= rounds; round += 1) {
        const key = await provision.key(owner, workspace);
        const path = { workspace: workspace.id, token_id: key.id };
        const revoke = call('revokeWorkspaceKey', { as: owner.session, path });
        const others = [
          ...times(3, () => call('rotateWorkspaceKey', { as: owner.session, path, body: { overlap_seconds: 0 } })),
          ...times(2, () => call('mintAccessToken', { as: bearer(key.secret) })),
        ];
        const answers = winnersOf(await together(shuffled(context, [revoke, ...others])));
        if (!answers.some(({ request }) => request.method === revoke.method))
          requireRefusal(await send(revoke), { status: 204 });
        const secrets = answers.map(told).map((body) => stringOf(body.secret ?? body.token));
        const live = await liveOf(context, [key.secret, ...secrets.filter((secret) => secret !== '')]);
        expect.that(live.length === 0, 'nothing that works', `${live.length} secrets or tokens`, answers[0]);
        const shown = bodyOf(await context.given.succeeds(call('getWorkspaceKey', { as: owner.session, path })));
        expect.that(objectOf(shown).state === 'revoked', 'state revoked', shown.state);
      }
    },
  },
];
