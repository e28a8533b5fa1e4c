import { bearer } from '../../call.ts';
import type { Check } from '../../check.ts';
import { objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { explanationAgrees, explanationOfSuspended, mixedPermission, mixedQuestions } from '../explanations.ts';
import { managedPersonalToken, useOf } from '../managed-token.ts';
import { judging } from '../verifying.ts';

export const personalTokenRights: readonly Check[] = [
  {
    id: 'PAT-03/stands-for-its-owner',
    title: 'a token says that it is a token, and whose',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const token = await provision.personalToken(owner, 'all');
      for (const as of [bearer(token.secret), { apiKeyHeader: token.secret }]) {
        const me = await given.succeeds(context.call('getMe', { as }));
        const { type, id, user_id: userId } = objectOf(bodyOf(me).principal);
        expect.that(
          type === 'personal_token' && id === token.id && userId === owner.id,
          `token ${token.id} of ${owner.id}`,
          bodyOf(me).principal,
          me.exchange,
        );
      }
    },
  },
  {
    id: 'PAT-03/permission',
    title: 'a token is allowed what its permission allows, and nothing more of what its owner may do',
    run: async (context) => {
      const { provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, withheld, resource } = await provision.vocabulary();
      const judge = await judging(context);
      const question = { workspace: workspace.slug, resource };
      const token = await provision.personalToken(owner, [workspace]);
      const withToken = { ...question, credential: token.secret };
      const { body, exchange } = await judge('allowed', { ...withToken, action: granted }, 'for what the token has');
      const { type, id, user_id: userId } = objectOf(body.principal);
      expect.that(
        type === 'personal_token' && id === token.id && userId === owner.id,
        `token ${token.id} of ${owner.id}`,
        body.principal,
        exchange,
      );
      await judge('allowed', { ...question, credential: owner.sessionToken, action: withheld }, 'for its owner');
      await judge('denied', { ...withToken, action: withheld }, 'for what only its owner has');
    },
  },
  {
    id: 'PAT-21/agrees',
    title: 'whatever is asked about a token, the explanation by its id is the decision about its secret',
    run: async (context) => {
      const { provision } = context;
      const owner = await provision.owner();
      const [workspace, other] = [await provision.workspace(owner), await provision.workspace(owner)];
      const words = await provision.vocabulary();
      const token = await managedPersonalToken(context, owner, [workspace], mixedPermission(words));
      const questions = mixedQuestions(words);
      const named = { workspace: workspace.slug };
      await explanationAgrees(context, token, workspace, {
        questions: [...questions, { workspace: other.slug, ...questions[0] }],
        named,
      });
      await explanationOfSuspended(context, token, { ...named, ...questions[0] });
    },
  },
  {
    id: 'PAT-23/environment',
    title: 'where a live credential is asked for a test token is refused, and the other way round',
    run: async (context) => {
      const { given, provision, expect } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      const { granted, resource } = await provision.vocabulary();
      const judge = await judging(context);
      const action = { workspace: workspace.slug, action: granted, resource };
      for (const [own, other] of [
        ['test', 'live'],
        ['live', 'test'],
      ] as const) {
        const { secret } = await provision.personalToken(owner, [workspace], { environment: own });
        await judge('allowed', { ...action, credential: secret, environment: own }, `for ${own} where ${own} is asked`);
        await judge('authenticated', { credential: secret, environment: own }, `for ${own} without an action`);
        for (const question of [action, {}]) {
          const wrong = { ...question, credential: secret, environment: other };
          const { body, exchange } = await judge('denied', wrong, `for ${own} where ${other} is asked`);
          const { code } = objectOf(body.decision);
          expect.that(code === 'wrong_environment', 'code wrong_environment', body, exchange);
        }
        const me = await given.succeeds(useOf(context, secret));
        const { environment } = objectOf(bodyOf(me).principal);
        expect.that(environment === own, `environment ${own}`, environment, me.exchange);
      }
    },
  },
];
