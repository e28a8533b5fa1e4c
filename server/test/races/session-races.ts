import assert from 'node:assert/strict';
import { password, signUpPerson, unique } from '../support/actors.ts';
import { countEvents, type TrailReader } from '../support/read-trail.ts';
import { askToRefresh, isAlive, type Refreshed, signInRenewable, signUpRenewable } from '../support/renewable.ts';
import { type Race, statusesOf, successesOf, type Track } from './race.ts';

const aliveAt = ({ both }: Track, credential: string): Promise<boolean[]> =>
  Promise.all(both.map((member) => isAlive(member, credential)));

/** Nothing of a session is left: no access token of it is accepted, and no refresh token, by any process. */
async function requireEnded(track: Track, accessTokens: readonly string[], refreshTokens: readonly string[]) {
  for (const token of accessTokens)
    assert.ok(
      (await aliveAt(track, token)).every((alive) => !alive),
      'an access token',
    );
  for (const token of refreshTokens)
    for (const member of track.both) assert.equal((await askToRefresh(member, token)).status, 400, 'a refresh token');
}

export const sessionRaces: readonly Race[] = [
  {
    title: 'refresh × refresh: four uses of one refresh token have one successor',
    setUp: async (track) => {
      const { email, ...first } = await signUpRenewable(track.here);
      const reader: TrailReader = { as: track.operator.session };
      let current = first.refresh_token;
      let refreshes = 0;
      return async () => {
        const { here, there } = track;
        const answers = await track.together(
          ...[here, there, here, there].map((side) => () => askToRefresh(side, current)),
        );
        assert.equal(statusesOf(answers), '200 200 200 200', 'each finds the successor within the grace');
        const bodies = answers.map(({ text }) => JSON.parse(text) as Refreshed);
        const successors = new Set(bodies.map((body) => body.refresh_token));
        assert.equal(successors.size, 1, 'two successors');
        for (const { access_token } of bodies)
          assert.deepEqual(new Set(await aliveAt(track, access_token)), new Set([true]));
        [current = ''] = successors;
        refreshes += 1;
        assert.equal(await countEvents(here, reader, 'session.refreshed', first.session.id), refreshes, email);
        return statusesOf(answers);
      };
    },
  },
  {
    title: 'refresh × sign-out: once it is acknowledged nothing of the session is accepted',
    setUp: async (track) => {
      const { email } = await signUpRenewable(track.here);
      const reader: TrailReader = { as: track.operator.session };
      return async () => {
        const { here, there } = track;
        const pair = await signInRenewable(here, email);
        const path = { session_id: 'current' };
        const [refreshed, ended] = await track.together(
          () => askToRefresh(here, pair.refresh_token),
          () => there.ask('revokeSession', { as: pair.access_token, path }),
        );
        assert.equal(ended.status, 204, ended.text);
        assert.ok([200, 400].includes(refreshed.status), refreshed.text);
        const renewed = successesOf([refreshed]).map(({ text }) => JSON.parse(text) as Refreshed);
        await requireEnded(
          track,
          [pair, ...renewed].map(({ access_token }) => access_token),
          [...renewed, pair].map(({ refresh_token }) => refresh_token),
        );
        assert.equal(await countEvents(here, reader, 'session.ended', pair.session.id), 1);
        assert.equal(await countEvents(here, reader, 'session.refreshed', pair.session.id), renewed.length);
        return `refresh ${refreshed.status}`;
      };
    },
  },
  {
    title: 'refresh × suspension of the person: once it is acknowledged nothing of the session is accepted',
    setUp: async (track) => {
      const { email, session } = await signUpRenewable(track.here);
      const path = { user_id: session.user_id };
      return async () => {
        const { here, there } = track;
        const pair = await signInRenewable(here, email);
        const [refreshed, suspended] = await track.together(
          () => askToRefresh(here, pair.refresh_token),
          () => there.ask('suspendUser', { as: track.operator.session, path }),
        );
        assert.equal(suspended.status, 200, suspended.text);
        assert.ok([200, 400].includes(refreshed.status), refreshed.text);
        await here.succeed('resumeUser', { as: track.operator.session, path });
        const renewed = successesOf([refreshed]).map(({ text }) => JSON.parse(text) as Refreshed);
        await requireEnded(
          track,
          [pair, ...renewed].map(({ access_token }) => access_token),
          [...renewed, pair].map(({ refresh_token }) => refresh_token),
        );
        return `refresh ${refreshed.status}`;
      };
    },
  },
  {
    title: 'refresh × end of all sessions: once it is acknowledged nothing of any of them is accepted',
    setUp: async (track) => {
      const { email } = await signUpRenewable(track.here);
      return async () => {
        const { here, there } = track;
        const ending = await signInRenewable(here, email);
        const other = await signInRenewable(there, email);
        const [refreshed, ended] = await track.together(
          () => askToRefresh(here, other.refresh_token),
          () => there.ask('revokeSessions', { as: ending.access_token, body: { scope: 'all' } }),
        );
        assert.equal(ended.status, 204, ended.text);
        assert.ok([200, 400].includes(refreshed.status), refreshed.text);
        const renewed = successesOf([refreshed]).map(({ text }) => JSON.parse(text) as Refreshed);
        const all = [...renewed, other, ending];
        await requireEnded(
          track,
          all.map(({ access_token }) => access_token),
          all.map(({ refresh_token }) => refresh_token),
        );
        return `refresh ${refreshed.status}`;
      };
    },
  },
  {
    title: 'sign-in × password change: once it is acknowledged no session of the old password is accepted',
    setUp: async (track) => {
      const person = await signUpPerson(track.here);
      let [current, next] = [password, 'seven wooden boats at dawn'];
      return async () => {
        const { here, there } = track;
        const [signedIn, changed] = await track.together(
          () => here.ask('signIn', { body: { email: person.email, password: current } }),
          () =>
            there.ask('changePassword', {
              as: person.session,
              body: { current_password: current, new_password: next },
            }),
        );
        assert.equal(changed.status, 204, changed.text);
        assert.ok([201, 401].includes(signedIn.status), signedIn.text);
        for (const { text } of successesOf([signedIn])) {
          const { session_token } = JSON.parse(text) as { readonly session_token: string };
          assert.deepEqual(
            await aliveAt(track, session_token),
            track.both.map(() => false),
          );
        }
        [current, next] = [next, current];
        return `sign-in ${signedIn.status}`;
      };
    },
  },
  {
    title: 'one address signed up twice: one account',
    setUp: async (track) => async () => {
      const { here, there } = track;
      const body = { email: `${unique('same')}@example.com`, password, name: 'Ada' };
      const answers = await track.together(
        () => here.ask('signUp', { body }),
        () => there.ask('signUp', { body }),
      );
      assert.equal(statusesOf(answers), '201 409');
      const { body: found } = await here.succeed('listUsers', { as: track.operator.session, query: { limit: 5 } });
      assert.equal(found.data.filter(({ email }) => email === body.email).length, 1);
      return statusesOf(answers);
    },
  },
];
