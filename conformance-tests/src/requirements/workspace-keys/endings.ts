import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { JsonObject } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued } from '../../token-format.ts';
import { ifStillAs } from '../../tour/visit.ts';
import { changePolicy } from '../change-policy.ts';
import { loneKey, managedKey, useOf } from '../managed-token.ts';
import {
  afterShortLife,
  expiryEnds,
  refusedToken,
  rotate,
  shortLife,
  stateIs,
  suspensionIsReversible,
} from '../token-life.ts';
import { judging } from '../verifying.ts';

const daysFromNow = (days: number): string => new Date(Date.now() + days * 86_400_000).toISOString();

/** A secret like this one that nobody has issued. */
const unknownLike = ({ secrets }: CheckContext, secret: string): string => {
  const unknown = neverIssued(secret);
  secrets.remember(unknown, 'secret that never was');
  return unknown;
};

export const keyEndings: readonly Check[] = [
  {
    id: 'KEY-14/deleted-workspace',
    title: 'whoever deletes a workspace ends its keys, and what was minted with them, at the next request',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const owner = await provision.newcomer();
      const workspace = await provision.workspace(owner);
      const judge = await judging(context);
      const place = { as: owner.session, path: { workspace: workspace.slug } };
      const live = await provision.key(owner, workspace);
      const test = await provision.key(owner, workspace, { environment: 'test' });
      const minted = await provision.accessToken(bearer(live.secret));
      const uses = [live.secret, test.secret, minted].map((secret) => useOf(context, secret));
      const controls = [];
      for (const use of uses) controls.push(await given.succeeds(use));
      await judge('authenticated', { credential: live.secret }, 'while the workspace is there');
      const read = await given.succeeds(call('getWorkspace', place));
      await given.succeeds(call('deleteWorkspace', { ...place, headers: ifStillAs(read) }));
      for (const control of controls) await expect.refused(control, { status: 401 });
      const ended = await judge('invalid', { credential: live.secret }, 'once the workspace is deleted');
      const unknown = { credential: unknownLike(context, live.secret) };
      expect.indistinguishable((await judge('invalid', unknown, 'for an unknown key')).exchange, ended.exchange);
    },
  },
  {
    id: 'KEY-16/at-once',
    title: 'a suspended key is refused from the next request on, and comes back when it is resumed',
    run: async (context) => suspensionIsReversible(context, await loneKey(context)),
  },
  {
    id: 'KEY-16/verification',
    title: 'a suspended key is as invalid to others as one that never was',
    run: async (context) => {
      const { given, expect } = context;
      const key = await loneKey(context);
      const judge = await judging(context);
      await judge('authenticated', { credential: key.secret }, 'while it is active');
      await given.succeeds(key.manage('suspend'));
      const suspended = await judge('invalid', { credential: key.secret }, 'while it is suspended');
      const unknown = { credential: unknownLike(context, key.secret) };
      expect.indistinguishable((await judge('invalid', unknown, 'for an unknown key')).exchange, suspended.exchange);
      await given.succeeds(key.manage('resume'));
      await judge('authenticated', { credential: key.secret }, 'once it is resumed');
    },
  },
  {
    id: 'KEY-19/revoked',
    title: 'whoever holds the secret of a key can end it, and an unknown token is answered alike',
    run: async (context) => {
      const { call, given, expect, send } = context;
      const key = await loneKey(context);
      const control = await given.succeeds(useOf(context, key.secret));
      const revoke = (token: string) => call('revokeToken', { body: { token } });
      const known = await given.succeeds(revoke(key.secret));
      await expect.refused(control, refusedToken);
      await stateIs(context, key, 'revoked');
      expect.indistinguishable(known.exchange, await send(revoke(unknownLike(context, key.secret))));
      expect.indistinguishable(known.exchange, await send(revoke(key.secret)));
    },
  },
  {
    id: 'KEY-19/overlap',
    title: 'during an overlap revoking one secret leaves the other, whichever it is',
    run: async (context) => {
      const { call, given, expect } = context;
      for (const revoked of ['old', 'new'] as const) {
        const key = await loneKey(context);
        const old = await given.succeeds(useOf(context, key.secret));
        const secret = await rotate(context, key, { overlap_seconds: 600 });
        const fresh = await given.succeeds(useOf(context, secret));
        const token = revoked === 'old' ? key.secret : secret;
        await given.succeeds(call('revokeToken', { body: { token } }));
        await expect.refused(revoked === 'old' ? old : fresh, refusedToken);
        await given.succeeds((revoked === 'old' ? fresh : old).request);
        await stateIs(context, key, 'active');
      }
    },
  },
  {
    id: 'KEY-20/reported',
    title: 'a reported key is revoked, and the answer to a report tells nothing about what was reported',
    run: async (context) => {
      const { call, given, expect, send } = context;
      const [key, other] = [await loneKey(context), await loneKey(context)];
      const control = await given.succeeds(useOf(context, key.secret));
      const unknown = unknownLike(context, key.secret);
      const report = (credentials: readonly string[]) => call('reportLeakedCredentials', { body: { credentials } });
      const known = await given.succeeds(report([unknown, key.secret, 'no credential']));
      await expect.refused(control, refusedToken);
      await stateIs(context, key, 'revoked');
      await given.succeeds(useOf(context, other.secret));
      expect.indistinguishable(known.exchange, await send(report([unknown])));
    },
  },
  {
    id: 'KEY-21/policy',
    title: "an expiry beyond the policy's maximum is refused at creation and at update, and its default applies",
    run: async (context) => {
      const { call, given, provision, expect, times } = context;
      const owner = await provision.owner();
      const workspace = await provision.workspace(owner);
      await changePolicy(context, owner, workspace, { maximum_token_days: 30, default_token_days: 10 });
      const create = (life: JsonObject) =>
        call('createWorkspaceKey', {
          as: owner.session,
          path: { workspace: workspace.slug },
          body: {
            name: provision.uniqueName(),
            environment: 'live',
            permission: { kind: 'grants', grants: [] },
            ...life,
          },
        });
      const control = await given.succeeds(create({ expires_at: daysFromNow(29) }));
      const tooLong = [{ expires_at: daysFromNow(31) }, { expires_at: null }];
      for (const life of tooLong) await expect.refused(control, { status: 422 }, () => create(life));
      const usual = await given.succeeds(create({}));
      const { created_at: createdAt, expires_at: expiresAt } = bodyOf(usual);
      const seconds = (Date.parse(String(expiresAt)) - Date.parse(String(createdAt))) / 1_000;
      const isDefault = Math.abs(seconds - 10 * 86_400) <= times.marginSeconds;
      expect.that(isDefault, 'an expiry 10 days after the creation', { createdAt, expiresAt }, usual.exchange);
      const key = await managedKey(context, owner, workspace);
      const updated = await given.succeeds(key.manage('update', { expires_at: daysFromNow(28) }));
      for (const life of tooLong) await expect.refused(updated, { status: 422 }, () => key.manage('update', life));
    },
  },
  {
    id: 'KEY-22/refused',
    title: 'a key works until its expiry, and is refused and shown as expired from then on',
    run: async (context) => expiryEnds(context, await loneKey(context, shortLife())),
  },
  {
    id: 'KEY-22/verification',
    title: 'an expired key is as invalid to others as one that never was',
    run: async (context) => {
      const key = await loneKey(context, shortLife());
      const judge = await judging(context);
      await judge('authenticated', { credential: key.secret }, 'before its expiry');
      const over = afterShortLife(context);
      const expired = await judge('invalid', { credential: key.secret }, 'after its expiry', over);
      const unknown = { credential: unknownLike(context, key.secret) };
      const never = await judge('invalid', unknown, 'for an unknown key', over);
      context.expect.indistinguishable(never.exchange, expired.exchange);
    },
  },
];
