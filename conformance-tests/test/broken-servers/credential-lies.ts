import { checksumOf } from '../../src/token-format.ts';
import {
  type Asked,
  type BrokenServer,
  bearerOf,
  dropHeader,
  headerOf,
  jsonOf,
  type Lie,
  pathOf,
  setHeader,
  type Told,
  withJson,
} from './lie.ts';

const isSignIn = (asked: Asked): boolean => asked.method === 'POST' && pathOf(asked) === '/v1/sessions';

interface Claimed {
  readonly alg: string;
  readonly kid: string | undefined;
  readonly offersKey: boolean;
  readonly jti: string;
  readonly signature: string;
}

const part = (text: string | undefined): { readonly [name: string]: unknown } =>
  jsonOf(Buffer.from(text ?? '', 'base64url').toString('utf8'));

const claimedBy = (token: string): Claimed | undefined => {
  const [header, claims, signature = ''] = token.split('.');
  if (claims === undefined) return undefined;
  const { alg, kid, jwk, jku, x5u } = part(header);
  return {
    alg: String(alg),
    kid: kid as string | undefined,
    offersKey: (jwk ?? jku ?? x5u) !== undefined,
    jti: String(part(claims).jti),
    signature,
  };
};

/** A server that takes a forged token for the genuine one it resembles. */
const believing = (isBelieved: (claimed: Claimed) => boolean): Lie => {
  const genuine = new Map<string, string>();
  return {
    ask: (asked) => {
      const claimed = claimedBy(bearerOf(asked));
      const known = claimed === undefined ? undefined : genuine.get(claimed.jti);
      return claimed !== undefined && known !== undefined && isBelieved(claimed)
        ? setHeader(asked, 'authorization', `Bearer ${known}`)
        : asked;
    },
    tell: (told, asked) => {
      const { token } = jsonOf(told.body);
      if (pathOf(asked) === '/v1/token' && typeof token === 'string') genuine.set(String(claimedBy(token)?.jti), token);
      return told;
    },
  };
};

export const credentialLies: readonly BrokenServer[] = [
  {
    name: 'accepts-unsigned-tokens',
    check: 'JWT-03/unsigned',
    lie: 'alg none is believed',
    make: () => believing(({ alg }) => alg.toLowerCase() === 'none'),
  },
  {
    name: 'trusts-any-algorithm',
    check: 'JWT-04/public-key-as-secret',
    lie: 'the token chooses the algorithm, and HMAC takes the public key',
    make: () => believing(({ alg }) => alg === 'HS256'),
  },
  {
    name: 'trusts-offered-keys',
    check: 'JWT-05/unknown-key',
    lie: 'a key in the header of a token is used to verify it',
    make: () => believing(({ offersKey }) => offersKey),
  },
  {
    name: 'ignores-signatures',
    check: 'JWT-06/altered-claims',
    lie: 'claims are read without looking at the signature',
    make: () => believing(({ alg, signature }) => alg === 'ES256' && signature !== ''),
  },
  {
    name: 'mixes-credential-kinds',
    check: 'JWT-09/other-kinds',
    lie: 'the header token takes any credential',
    make: () => ({
      ask: (asked) => {
        const value = headerOf(asked, 'token');
        return value === undefined ? asked : setHeader(dropHeader(asked, 'token'), 'authorization', `Bearer ${value}`);
      },
    }),
  },
  {
    name: 'publishes-private-keys',
    check: 'JWT-10/public-keys',
    lie: 'the key set shows the private half',
    make: () => ({
      tell: (told, asked) =>
        pathOf(asked) === '/.well-known/jwks.json' && told.status === 200
          ? withJson(told, ({ keys }) => ({ keys: (keys as object[]).map((key) => ({ ...key, d: 'A'.repeat(43) })) }))
          : told,
    }),
  },
  {
    name: 'drops-the-challenge',
    check: 'SES-04/no-credential',
    lie: 'a 401 has no challenge',
    make: () => ({ tell: (told) => dropHeader(told, 'www-authenticate') }),
  },
  {
    name: 'trims-credentials',
    check: 'SES-05/spellings',
    lie: 'a session token counts with quotes around it',
    make: () => ({
      ask: (asked) =>
        bearerOf(asked).startsWith('"')
          ? setHeader(asked, 'authorization', `Bearer ${bearerOf(asked).replaceAll('"', '')}`)
          : asked,
    }),
  },
  {
    name: 'reads-credentials-in-queries',
    check: 'SES-06/wrong-place',
    lie: 'a session token in the query lets its bearer in',
    make: () => ({
      ask: (asked) => {
        const token = new URLSearchParams(asked.path.split('?')[1]).get('access_token');
        return token === null
          ? asked
          : setHeader({ ...asked, path: pathOf(asked) }, 'authorization', `Bearer ${token}`);
      },
    }),
  },
  {
    name: 'takes-the-first-credential',
    check: 'SES-07/two-credentials',
    lie: 'of two credentials the first one counts',
    make: () => ({
      ask: (asked) =>
        headerOf(asked, 'authorization') === undefined ? asked : dropHeader(dropHeader(asked, 'x-api-key'), 'token'),
    }),
  },
  {
    name: 'names-unknown-users',
    check: 'SES-02/no-hint',
    lie: 'a failed sign-in says whether the address is known',
    make: () => {
      const known = new Set<string>();
      return {
        tell: (told, asked) => {
          const email = String(jsonOf(asked.body).email);
          if (asked.method === 'POST' && told.status === 201) known.add(email);
          return isSignIn(asked) && told.status === 401 && !known.has(email)
            ? withJson(told, (body) => ({ ...body, detail: 'There is no such account.' }))
            : told;
        },
      };
    },
  },
  {
    name: 'swallows-sign-out',
    check: 'SES-09/session',
    lie: 'signing out is answered and not done',
    make: () => ({
      invent: (asked) =>
        asked.method === 'DELETE' && pathOf(asked) === '/v1/sessions/current'
          ? {
              status: 204,
              headers: [
                ['traceparent', `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`],
                ['cache-control', 'no-store'],
                ['x-content-type-options', 'nosniff'],
              ],
              body: '',
            }
          : undefined,
    }),
  },
  {
    name: 'reveals-foreign-sessions',
    check: 'SES-10/foreign',
    lie: 'the session of somebody else is 403, one that never was is 404',
    make: () => {
      const seen = new Set<string>();
      return {
        tell: (told, asked) => {
          const { session } = jsonOf(told.body);
          if (isSignIn(asked) && told.status === 201) seen.add(String((session as { id?: unknown } | undefined)?.id));
          const isForeign = told.status === 404 && seen.has(pathOf(asked).split('/').at(-1) ?? '');
          return isForeign
            ? { ...withJson(told, (body) => ({ ...body, status: 403, code: 'insufficient_permissions' })), status: 403 }
            : told;
        },
      };
    },
  },
  {
    name: 'adopts-planted-sessions',
    check: 'SES-11/no-fixation',
    lie: 'a sign-in goes on with the session that the browser brought',
    make: () => ({
      tell: (told, asked) => {
        const planted = /\bsession=([^;]+)/.exec(headerOf(asked, 'cookie') ?? '')?.[1];
        return isSignIn(asked) && told.status === 201 && planted !== undefined
          ? withJson(told, (body) => ({ ...body, session_token: planted }))
          : told;
      },
    }),
  },
  {
    name: 'lists-foreign-sessions',
    check: 'SES-12/own-sessions',
    lie: "the list of sessions holds everybody's",
    make: () => {
      const sessions: unknown[] = [];
      return {
        tell: (told, asked) => {
          if (isSignIn(asked) && told.status === 201) sessions.push(jsonOf(told.body).session);
          return asked.method === 'GET' && pathOf(asked) === '/v1/sessions' && told.status === 200
            ? withJson(told, (body) => ({ ...body, data: sessions.slice(-100) }))
            : told;
        },
      };
    },
  },
  {
    name: 'sets-a-readable-cookie',
    check: 'SES-19/attributes',
    lie: 'scripts can read the session cookie',
    make: () => ({
      tell: (told) => {
        const line = headerOf(told, 'set-cookie');
        return line === undefined ? told : setHeader(told, 'set-cookie', line.replace(/;\s*httponly/i, ''));
      },
    }),
  },
  {
    name: 'trusts-every-site',
    check: 'SES-20/cross-site',
    lie: 'the cookie alone is proof enough',
    make: () => ({
      ask: (asked) =>
        headerOf(asked, 'cookie') === undefined
          ? asked
          : dropHeader(setHeader(asked, 'sec-fetch-site', 'same-origin'), 'origin'),
    }),
  },
  {
    name: 'counts-session-tokens',
    check: 'SES-22/unguessable',
    lie: 'session tokens are numbered',
    make: () => {
      const real = new Map<string, string>();
      return {
        ask: (asked) => {
          const token = real.get(bearerOf(asked));
          return token === undefined ? asked : setHeader(asked, 'authorization', `Bearer ${token}`);
        },
        tell: (told, asked): Told => {
          const { session_token: token } = jsonOf(told.body);
          if (!isSignIn(asked) || typeof token !== 'string') return told;
          const body = `${token.slice(0, token.indexOf('_') + 1)}${String(real.size).padStart(32, '0')}`;
          const numbered = body + checksumOf(body);
          real.set(numbered, token);
          return withJson(told, (answer) => ({ ...answer, session_token: numbered }));
        },
      };
    },
  },
];
