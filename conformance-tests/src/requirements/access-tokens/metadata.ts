import { bearer } from '../../call.ts';
import type { Check, CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf, stringOf } from '../../contract/document.ts';
import { bodyOf } from '../../provision.ts';
import { bodyJson, type WireRequest, withHeader } from '../../wire/exchange.ts';
import { refreshRequest } from '../refresh/renewal.ts';
import { keysIn, openToken } from './jwt.ts';

/** The path of an address of the metadata, which must be one of the issuer's. */
const pathOf = ({ expect }: CheckContext, metadata: JsonObject, member: string): string => {
  const [issuer, address] = [stringOf(metadata.issuer), stringOf(metadata[member])];
  const isOwn = URL.canParse(address) && address.startsWith(`${issuer}/`);
  expect.that(isOwn, `${member} below ${issuer}`, address || 'nothing');
  return address.slice(issuer.length);
};

export const serverMetadata: readonly Check[] = [
  {
    id: 'JWT-16/issuer',
    title: 'the metadata names the issuer of the tokens, whatever host a request claims to come to',
    run: async ({ call, given, provision, expect }) => {
      const control = await given.succeeds(call('getServerMetadata'));
      const { issuer } = bodyOf(control);
      const { claims } = openToken(await provision.accessToken((await provision.owner()).session));
      expect.that(issuer === claims.iss, `issuer ${claims.iss}`, issuer, control.exchange);
      const elsewhere = (request: WireRequest): WireRequest =>
        withHeader(withHeader(request, 'X-Forwarded-Host', 'elsewhere.example'), 'X-Forwarded-Proto', 'https');
      const claimed = await given.succeeds(elsewhere(control.request));
      expect.that(bodyOf(claimed).issuer === issuer, `issuer ${issuer}`, bodyOf(claimed).issuer, claimed.exchange);
    },
  },
  {
    id: 'JWT-16/addresses',
    title: 'every address in the metadata does what it is named for',
    run: async (context) => {
      const { call, given, provision, send, expect } = context;
      const metadata = bodyOf(await given.succeeds(call('getServerMetadata')));
      const at = (member: string, request: WireRequest) =>
        send({ ...request, path: pathOf(context, metadata, member) });

      const keys = await at('jwks_uri', call('getJwks'));
      const { accessToken, refreshToken } = await provision.renewable(await provision.outsider());
      const { kid } = openToken(accessToken).header;
      const isThere = keysIn(objectOf(bodyJson(keys.answer))).some((key) => key.kid === kid);
      expect.that(isThere, `the key ${kid} at jwks_uri`, keys.answer.status, keys);

      const service = bearer((await provision.serviceKey()).secret);
      const introspected = call('introspectToken', { as: service, body: { token: accessToken } });
      for (const [member, request] of [
        ['introspection_endpoint', introspected],
        ['token_endpoint', refreshRequest(context, refreshToken)],
        ['revocation_endpoint', call('revokeToken', { body: { token: accessToken } })],
      ] as const) {
        const answered = await at(member, request);
        expect.that(answered.answer.status === 200, `200 at ${member}`, answered.answer.status, answered);
      }
      const grants = arrayOf(metadata.grant_types_supported);
      expect.that(grants.includes('refresh_token'), 'grant_types_supported with refresh_token', grants);
    },
  },
];
