import { bearer, presenting } from '../../call.ts';
import type { Check } from '../../check.ts';
import { type JsonObject, objectOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued, unknownId, withOneCharacterChanged } from '../../token-format.ts';
import { bodyText } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';
import { managedPersonalToken, useOf } from '../managed-token.ts';
import {
  afterShortLife,
  endedOverlapEndsOldSecret,
  expiryEnds,
  oldSecretEndsAtOnce,
  oldSecretEndsWithOverlap,
  revocationIsFinal,
  shortLife,
  stateIs,
  suspensionIsReversible,
} from '../token-life.ts';
import { judging } from '../verifying.ts';

const pauseMilliseconds = 200;
const addressOfVersion4 = /\b\d{1,3}(?:\.\d{1,3}){3}\b/;

export const personalTokenLife: readonly Check[] = [
  {
    id: 'PAT-08/refused',
    title: 'a token works until its expiry, and is refused and shown as expired from then on',
    run: async (context) =>
      expiryEnds(context, await managedPersonalToken(context, await context.provision.owner(), 'all', shortLife())),
  },
  {
    id: 'PAT-08/verification',
    title: 'an expired token is invalid to others',
    run: async (context) => {
      const token = await managedPersonalToken(context, await context.provision.owner(), 'all', shortLife());
      const judge = await judging(context);
      const question = { credential: token.secret };
      await judge('authenticated', question, 'before its expiry');
      await judge('invalid', question, 'after its expiry', afterShortLife(context));
    },
  },
  {
    id: 'PAT-09/final',
    title:
      'a revoked token is refused from the next request on, revoking again is no error, and nothing brings it back',
    run: async (context) =>
      revocationIsFinal(context, await managedPersonalToken(context, await context.provision.owner(), 'all')),
  },
  {
    id: 'PAT-10/others',
    title: "somebody else's token looks like one that does not exist, whatever is tried with it, and is not touched",
    run: async (context) => {
      const { given, provision, send, expect } = context;
      const [owner, outsider] = [await provision.owner(), await provision.outsider()];
      // For one workspace: where else its owner is, and what is forbidden there, is shown of a token and may change meanwhile.
      const token = await managedPersonalToken(context, owner, [await provision.workspace(owner)]);
      const control = await given.succeeds(token.manage('get'));
      await given.succeeds(useOf(context, token.secret));
      const tries = [
        token.manage('get'),
        token.manage('update', { name: provision.uniqueName() }),
        token.manage('rotate', {}),
        token.manage('suspend'),
        token.manage('revoke'),
      ].map(presenting(outsider.session));
      for (const request of tries) {
        const refused = await expect.refused(control, { status: 404, code: 'not_found' }, () => request);
        const unknown = { ...request, path: request.path.replace(token.id, unknownId(token.id)) };
        expect.indistinguishable(await send(unknown), refused);
      }
      const list = await given.succeeds(presenting(outsider.session)(token.list()));
      expect.that(!bodyText(list.exchange.answer).includes(token.id), 'a list without it', token.id, list.exchange);
      const after = await given.succeeds(control.request);
      const [was, is] = [withoutUse(bodyOf(control)), withoutUse(bodyOf(after))];
      expect.that(was === is, `the token as before: ${was}`, is, after.exchange);
      await given.succeeds(useOf(context, token.secret));
    },
  },
  {
    id: 'PAT-11/no-account',
    title: 'a token makes no tokens, manages no sessions and changes nothing of the account, though its owner can',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.newcomer();
      const as = owner.session;
      const everything = { kind: 'grants', grants: [{ effect: 'allow', actions: ['*'], resources: ['*'] }] };
      const token = await managedPersonalToken(context, owner, 'all', { permission: everything });
      await given.succeeds(useOf(context, token.secret));
      const wanted = { environment: 'live', workspaces: { kind: 'all' }, permission: everything };
      const requests = [
        call('createPersonalToken', { as, body: { ...wanted, name: provision.uniqueName() } }),
        token.list(),
        token.manage('rotate', { overlap_seconds: 600 }),
        token.manage('update', { permission: everything }),
        call('listSessions', { as }),
        call('getSession', { as, path: { session_id: owner.sessionId } }),
        call('revokeSessions', { as, body: { scope: 'others' } }),
        call('updateMe', { as, body: { name: provision.uniqueName() } }),
        call('changePassword', { as, body: { current_password: owner.password, new_password: provision.password() } }),
      ];
      for (const request of requests) {
        const control = await given.succeeds(request);
        await expect.refused(control, { status: [401, 403] }, presenting(bearer(token.secret)));
      }
    },
  },
  {
    id: 'PAT-12/last-use',
    title: 'a use of a token shows as its last use in time, and without the address it came from',
    run: async (context) => {
      const { given, provision, expect, times, wait } = context;
      const token = await managedPersonalToken(context, await provision.owner(), 'all');
      expect.that(token.resource.last_used_at === null, 'no last use of a new token', token.resource.last_used_at);
      await given.succeeds(useOf(context, token.secret));
      const tries = 1 + Math.ceil((times.lastUseDelaySeconds * 1_000) / pauseMilliseconds);
      for (let left = tries; ; left -= 1) {
        const { exchange } = await given.succeeds(token.manage('get'));
        const text = bodyText(exchange.answer);
        expect.that(!addressOfVersion4.test(text) && !text.includes('::'), 'no address', text, exchange);
        const isUsed = objectOf(JSON.parse(text)).last_used_at !== null;
        if (isUsed) return;
        expect.that(left > 1, `a last use within ${times.lastUseDelaySeconds} s`, 'none', exchange);
        await wait(pauseMilliseconds);
      }
    },
  },
  {
    id: 'PAT-15/changed-character',
    title: 'a token with one character changed, wherever it is, is refused, and so is one in another case',
    run: async (context) => {
      const { given, provision, expect, secrets } = context;
      const { secret } = await provision.personalToken(await provision.owner(), 'all');
      const judge = await judging(context);
      const control = await given.succeeds(useOf(context, secret));
      await judge('authenticated', { credential: secret }, 'as it was issued');
      const everywhere = Array.from(secret, (_, index) => withOneCharacterChanged(secret, index + 1));
      const altered = [...everywhere, neverIssued(secret), secret.toLowerCase(), secret.toUpperCase(), `${secret}0`];
      for (const one of altered) {
        secrets.remember(one, 'altered token');
        await expect.refused(control, { status: 401, challenge: 'invalid_token' }, () => useOf(context, one));
        await judge('invalid', { credential: one }, 'with a character changed');
      }
      await given.succeeds(control.request);
      context.note(`${altered.length} alterations`);
    },
  },
  {
    id: 'PAT-16/overlap',
    title: 'a rotated token is the same token, and its old secret works during the overlap and not after',
    run: async (context) => {
      const { hooks, note, provision } = context;
      const owner = await provision.owner();
      await endedOverlapEndsOldSecret(context, await managedPersonalToken(context, owner, 'all'));
      if (hooks.clock) await oldSecretEndsWithOverlap(context, await managedPersonalToken(context, owner, 'all'));
      else note('the end of an overlap by time alone is not looked at without the clock hook');
    },
  },
  {
    id: 'PAT-16/at-once',
    title: 'rotation without overlap ends the old secret of a token at once',
    run: async (context) =>
      oldSecretEndsAtOnce(context, await managedPersonalToken(context, await context.provision.owner(), 'all')),
  },
  {
    id: 'PAT-17/at-once',
    title: 'a suspended token is refused from the next request on, and comes back when it is resumed',
    run: async (context) =>
      suspensionIsReversible(context, await managedPersonalToken(context, await context.provision.owner(), 'all')),
  },
  {
    id: 'PAT-24/name',
    title: 'the name of an expired token is free for a new one, and both stay listed',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.owner();
      const name = provision.uniqueName();
      const token = await managedPersonalToken(context, owner, 'all', { name, ...shortLife() });
      const { workspaces, permission } = token.resource;
      const wanted = { name, environment: 'live', workspaces, permission };
      const create = call('createPersonalToken', { as: owner.session, body: wanted });
      const other = call('createPersonalToken', {
        as: owner.session,
        body: { ...wanted, name: provision.uniqueName() },
      });
      const control = await given.succeeds(other);
      await expect.refused(control, { status: 409, code: 'name_taken' }, () => create);
      const over = afterShortLife(context);
      const successor = await given.succeeds(over(create));
      await stateIs(context, token, 'expired', over);
      const list = await given.succeeds(over(token.list()));
      const id = String(bodyOf(successor).id);
      expect.that(
        bodyText(list.exchange.answer).includes(id),
        `${id} listed as well`,
        'a list without it',
        list.exchange,
      );
    },
  },
];

/** The last use is written behind, so it may come between. */
const withoutUse = ({ last_used_at: _, ...rest }: JsonObject): string => inOneOrder(rest);
