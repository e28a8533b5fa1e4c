import { bearer, presenting } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import type { JsonObject } from '../../contract/document.ts';
import type { Control } from '../../expect.ts';
import { bodyOf, type Person } from '../../provision.ts';
import { forgeToken, keysIn, type OpenedToken, openToken, publicKeyBytes, signWithSecret, strangerKey } from './jwt.ts';

const refusal = { status: 401, code: 'invalid_token', challenge: 'invalid_token' } as const;
const noSignature = (): Uint8Array => new Uint8Array();

interface Genuine {
  readonly control: Control;
  readonly token: string;
  readonly opened: OpenedToken;
  readonly person: Person;
}

const genuineToken = async ({ call, given, provision }: CheckContext): Promise<Genuine> => {
  const person = await provision.owner();
  const token = await provision.accessToken(person.session);
  return {
    control: await given.succeeds(call('getMe', { as: bearer(token) })),
    token,
    opened: openToken(token),
    person,
  };
};

const refuseForgery = async ({ expect }: CheckContext, { control }: Genuine, forged: string): Promise<void> => {
  await expect.refused(control, refusal, presenting(bearer(forged)));
};

export const forgeries: readonly Check[] = [
  {
    id: 'JWT-03/unsigned',
    title: 'a token without signature is refused, however it says so',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const { header, claims, signingInput } = genuine.opened;
      for (const alg of ['none', 'None', 'NONE', 'nOnE', '']) {
        await refuseForgery(context, genuine, await forgeToken({ ...header, alg }, claims, noSignature));
      }
      const { alg: _, ...withoutAlgorithm } = header;
      await refuseForgery(context, genuine, await forgeToken(withoutAlgorithm, claims, noSignature));
      await refuseForgery(context, genuine, `${signingInput}.`);
      await refuseForgery(context, genuine, signingInput);
    },
  },
  {
    id: 'JWT-03/void-signature',
    title: 'a signature of zeros is no signature',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const zeros = Buffer.alloc(genuine.opened.signature.byteLength).toString('base64url');
      await refuseForgery(context, genuine, `${genuine.opened.signingInput}.${zeros}`);
    },
  },
  {
    id: 'JWT-04/public-key-as-secret',
    title: 'a token signed by HMAC with the public key as secret is refused',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const { header, claims } = genuine.opened;
      const keys = keysIn(bodyOf(await context.given.succeeds(context.call('getJwks'))));
      const key = keys.find(({ kid }) => kid === header.kid) ?? keys[0] ?? {};
      for (const secret of await publicKeyBytes(key)) {
        const forged = await forgeToken({ ...header, alg: 'HS256' }, claims, (input) => signWithSecret(secret, input));
        await refuseForgery(context, genuine, forged);
      }
    },
  },
  {
    id: 'JWT-05/unknown-key',
    title: 'a token signed by a stranger is refused, whatever key its header offers',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const { header, claims } = genuine.opened;
      const { publicJwk, sign } = await strangerKey();
      const elsewhere = 'https://keys.elsewhere.invalid/set.json';
      const headers: readonly JsonObject[] = [
        header,
        { ...header, kid: 'unknown' },
        { ...header, kid: '../../../dev/null' },
        { ...header, jwk: publicJwk },
        { ...header, jku: elsewhere },
        { ...header, x5u: elsewhere },
        { ...header, jwk: { ...publicJwk, kid: header.kid } },
      ];
      for (const offered of headers) await refuseForgery(context, genuine, await forgeToken(offered, claims, sign));
    },
  },
  {
    id: 'JWT-06/altered-claims',
    title: 'a token whose claims were altered is refused',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const { header, claims, signature } = genuine.opened;
      const outsider = await context.provision.outsider();
      const alterations: readonly JsonObject[] = [
        { sub: outsider.id },
        { sid: outsider.sessionId },
        { exp: Number(claims.exp) + 3_600 },
        { aud: 'https://elsewhere.invalid' },
        { iss: 'https://elsewhere.invalid' },
        { is_operator: true },
      ];
      for (const alteration of alterations) {
        await refuseForgery(context, genuine, await forgeToken(header, { ...claims, ...alteration }, () => signature));
      }
    },
  },
  {
    id: 'JWT-06/altered-header',
    title: 'a token whose header was altered is refused',
    run: async (context) => {
      const genuine = await genuineToken(context);
      const { header, claims, signature } = genuine.opened;
      for (const alteration of [{ typ: 'JWT' }, { crit: ['exp'] }, { b64: false, crit: ['b64'] }, { alg: 'ES384' }]) {
        await refuseForgery(context, genuine, await forgeToken({ ...header, ...alteration }, claims, () => signature));
      }
    },
  },
];
