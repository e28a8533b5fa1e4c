import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { neverIssued, readTokenFormat, withOneCharacterChanged } from '../../token-format.ts';
import { inOneOrder } from '../in-one-order.ts';

/** A fresh secret of every kind that the contract issues, by the name of its kind. */
const issuedSecrets = async ({
  provision,
}: CheckContext): Promise<readonly (readonly [kind: string, secret: string])[]> => {
  const owner = await provision.newcomer();
  const workspace = await provision.workspace(owner);
  return [
    ['session_token', owner.sessionToken],
    ['refresh_token', (await provision.renewable(owner)).refreshToken],
    ['personal_token', (await provision.personalToken(owner, 'all')).secret],
    ['workspace_key', (await provision.key(owner, workspace)).secret],
    ['workspace_key', (await provision.key(owner, workspace, { environment: 'test' })).secret],
    ['service_key', (await provision.serviceKey()).secret],
  ];
};

export const issuedTokens: readonly Check[] = [
  {
    id: 'TOK-01/format',
    title: 'every kind of secret has the published format, with the brand of the catalog',
    run: async (context) => {
      const { call, given, expect } = context;
      const brand = stringOf(bodyOf(await given.succeeds(call('getCatalog'))).token_brand);
      for (const [kind, secret] of await issuedSecrets(context)) {
        const parts = readTokenFormat(secret);
        expect.that(parts !== undefined, `a ${kind} in the published format`, 'another format');
        expect.that(
          parts?.kind === kind && parts.brand === brand,
          `${kind} of brand ${brand}`,
          `${parts?.kind} of ${parts?.brand}`,
        );
      }
    },
  },
  {
    id: 'TOK-02/checksum',
    title: 'the checksum of every secret is the published one: with one character changed it is no secret',
    run: async (context) => {
      for (const [kind, secret] of await issuedSecrets(context)) {
        const altered = withOneCharacterChanged(secret, 1);
        context.expect.that(readTokenFormat(secret) !== undefined, `the checksum of this ${kind}`, 'another checksum');
        context.expect.that(readTokenFormat(altered) === undefined, 'a checksum that notices', 'one that does not');
      }
    },
  },
  {
    id: 'TOK-03/alike',
    title: 'a secret with a wrong checksum and one that was never issued are answered alike, everywhere',
    run: async (context) => {
      const { call, given, provision, expect, send, secrets } = context;
      const owner = await provision.owner();
      const { secret } = await provision.key(owner, await provision.workspace(owner));
      const asker = bearer((await provision.serviceKey()).secret);
      const [malformed, unknown] = [withOneCharacterChanged(secret, 1), neverIssued(secret)];
      for (const made of [malformed, unknown]) secrets.remember(made, 'secret that never was');
      await given.succeeds(call('getMe', { as: bearer(secret) }));
      const asked = (credential: string) => send(call('verifyCredential', { as: asker, body: { credential } }));
      expect.indistinguishable(await asked(malformed), await asked(unknown));
      const used = (value: string) => send(call('getMe', { as: bearer(value) }));
      expect.indistinguishable(await used(malformed), await used(unknown));
    },
  },
  {
    id: 'TOK-05/display',
    title: 'the prefix and the last four characters that are shown are those of the secret',
    run: async ({ provision, expect }) => {
      const owner = await provision.owner();
      const { secret, resource } = await provision.key(owner, await provision.workspace(owner));
      const parts = readTokenFormat(secret);
      const expected = inOneOrder({ prefix: parts?.prefix, last_four: parts?.lastFour });
      expect.that(inOneOrder(resource.display) === expected, expected, resource.display);
    },
  },
];
