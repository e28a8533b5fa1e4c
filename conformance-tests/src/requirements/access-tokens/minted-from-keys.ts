import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { objectOf, stringOf } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../../provision.ts';
import { openToken } from './jwt.ts';

const refused = { status: 401, challenge: 'invalid_token' } as const;

interface Minted {
  readonly owner: Person;
  readonly workspace: Workspace;
  readonly key: Key;
  readonly token: string;
  /** The token has worked. */
  readonly control: Control;
}

const mintFromKey = async ({ call, given, provision }: CheckContext): Promise<Minted> => {
  const owner = await provision.outsider();
  const workspace = await provision.workspace(owner);
  const key = await provision.key(owner, workspace);
  const token = await provision.accessToken(bearer(key.secret));
  const control = await given.succeeds(call('getMe', { as: bearer(token) }));
  return { owner, workspace, key, token, control };
};

const expiresIn = (seconds: number): string => new Date(Date.now() + seconds * 1_000).toISOString();

const requireEndBefore = ({ expect }: CheckContext, token: string, end: string): void => {
  const { exp } = openToken(token).claims;
  const latest = Math.floor(Date.parse(end) / 1_000);
  expect.that(Number(exp) <= latest, `exp of ${latest} at the latest`, exp);
};

export const mintedFromKeys: readonly Check[] = [
  {
    id: 'JWT-12/same-rights',
    title: 'an access token of an API token is that token: the same principal and the same decisions',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { key, token, workspace } = await mintFromKey(context);
      const service = bearer((await provision.serviceKey()).secret);
      const { granted, withheld, resource } = await provision.vocabulary();
      const verdict = async (credential: string, action: string): Promise<string> => {
        const body = { credential, workspace: workspace.id, action, resource };
        const { outcome, principal } = bodyOf(await given.succeeds(call('verifyCredential', { as: service, body })));
        return `${outcome} to ${objectOf(principal).type} ${objectOf(principal).id}`;
      };
      for (const [action, outcome] of [
        [granted, 'allowed'],
        [withheld, 'denied'],
      ] as const) {
        const expected = `${outcome} to workspace_key ${key.id}`;
        const told = [await verdict(key.secret, action), await verdict(token, action)];
        expect.that(
          told.every((one) => one === expected),
          `${action}: ${expected}`,
          told,
        );
      }
    },
  },
  {
    id: 'JWT-12/ends-with-the-secret',
    title: 'it ends with the secret that it was minted with, by rotation as by revocation',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { owner, workspace, key, control } = await mintFromKey(context);
      const path = { workspace: workspace.id, token_id: key.id };
      const rotate = call('rotateWorkspaceKey', { as: owner.session, path, body: { overlap_seconds: 0 } });
      const secret = stringOf(bodyOf(await given.succeeds(rotate)).secret);
      await expect.refused(control, refused);
      const next = bearer(await provision.accessToken(bearer(secret)));
      const nextControl = await given.succeeds(call('getMe', { as: next }));
      await given.succeeds(call('revokeWorkspaceKey', { as: owner.session, path }));
      await expect.refused(nextControl, refused);
    },
  },
  {
    id: 'JWT-13/maximum',
    title: 'a life above the maximum is refused, the maximum is not',
    run: async ({ call, given, provision, expect, times }) => {
      const owner = await provision.outsider();
      const key = await provision.key(owner, await provision.workspace(owner));
      const longest = times.accessTokenMaximumSeconds;
      for (const as of [owner.session, bearer(key.secret)]) {
        const control = await given.succeeds(call('mintAccessToken', { as, query: { expiration: longest } }));
        await expect.refused(control, { status: 400 }, () =>
          call('mintAccessToken', { as, query: { expiration: longest + 1 } }),
        );
      }
    },
  },
  {
    id: 'JWT-13/outlives-nothing',
    title: 'no access token lives longer than the secret it was minted with, whatever life was asked for',
    run: async (context) => {
      const { call, given, provision, times } = context;
      const owner = await provision.outsider();
      const workspace = await provision.workspace(owner);
      const end = expiresIn(120);
      const key = await provision.key(owner, workspace, { expires_at: end });
      const personal = await provision.personalToken(owner, [workspace], { expires_at: end });
      for (const { secret } of [key, personal])
        requireEndBefore(context, await provision.accessToken(bearer(secret), times.accessTokenMaximumSeconds), end);

      const lasting = await provision.key(owner, workspace);
      const path = { workspace: workspace.id, token_id: lasting.id };
      const rotated = await given.succeeds(
        call('rotateWorkspaceKey', { as: owner.session, path, body: { overlap_seconds: 60 } }),
      );
      const overlap = stringOf(objectOf(bodyOf(rotated).overlap).previous_valid_until);
      const old = await provision.accessToken(bearer(lasting.secret), times.accessTokenMaximumSeconds);
      requireEndBefore(context, old, overlap);
    },
  },
  {
    id: 'JWT-15/no-exchange',
    title: 'an access token of an API token is not exchanged for another, so it ends when it says',
    run: async (context) => {
      const { call, given, provision, expect } = context;
      const { owner, workspace, key } = await mintFromKey(context);
      const personal = await provision.personalToken(owner, [workspace]);
      for (const { secret } of [key, personal]) {
        const control = await given.succeeds(call('mintAccessToken', { as: bearer(secret) }));
        const as = bearer(stringOf(bodyOf(control).token));
        await given.succeeds(call('getMe', { as }));
        await expect.refused(control, { status: [401, 403] }, () => call('mintAccessToken', { as }));
      }
    },
  },
];
