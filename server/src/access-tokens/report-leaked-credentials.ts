import {
  type ApiTokenDigest,
  type ApiTokenHead,
  type ApiTokenRecord,
  apiTokenHeadId,
} from '../api-tokens/api-token.ts';
import { endOfSecret, endSecret, type SecretEnd, streamOf } from '../api-tokens/end-secret.ts';
import { digestSecret, parseSecret } from '../api-tokens/token-format.ts';
import type { AuditEvent } from '../audit/audit-event.ts';
import { noContent } from '../operation/answers.ts';
import type { Operation, OperationRequest } from '../operation/operation.ts';
import { inEveryTrail } from '../personal-tokens/personal-token-events.ts';
import type { Services } from '../service.ts';
import type { Change } from '../storage/port.ts';

type Request = OperationRequest<'reportLeakedCredentials'>;

interface LeakedToken {
  readonly token: ApiTokenRecord;
  readonly head: ApiTokenHead;
  readonly end: SecretEnd;
}

/**
 * Ends API tokens that were found in the open, and writes to their owners. A report can end nothing that the reporter could
 * not use anyway, so it needs no credential; and it learns nothing, so its answer is always the same. It may hold a hundred texts,
 * each looked for in the store: an address sends a few reports.
 */
export const reportLeakedCredentials: Operation<'reportLeakedCredentials'> = async (request) => {
  const { now, origin, services } = request;
  await services.addressQuota.reserve('leak_report', origin.ip, now);
  const leaked = await leakedTokens(request);
  const changes = await Promise.all(
    leaked.map(async ({ token, head, end }) => [
      ...(await endSecret(token, head, end, now, services.apiTokens)),
      ...(await noticesOf(token, now, services)),
    ]),
  );
  const events = await Promise.all(leaked.map((leak) => eventsOf(leak, services)));
  return { events: events.flat(), changes: changes.flat(), answer: noContent() };
};

/** The tokens among the reported texts that could still be used, or be resumed, each once. */
async function leakedTokens({ body, heads, now, services }: Request): Promise<LeakedToken[]> {
  const { catalog, apiTokens } = services;
  const ids = [...new Set(body.credentials)]
    .filter((text) => parseSecret(text, catalog.tokenBrand) !== undefined)
    .map((text) => `c:${digestSecret(text)}`);
  await heads.read(ids);
  const digests = ids
    .map((id) => heads.get<ApiTokenDigest>(id))
    .filter((digest) => digest?.opens === 'api_token')
    .filter((digest) => digest !== undefined);
  await heads.read(digests.map(({ token_id }) => apiTokenHeadId(token_id)));

  const ends = new Map<string, SecretEnd>();
  for (const { token_id: tokenId, generation } of digests) {
    const head = heads.get<ApiTokenHead>(apiTokenHeadId(tokenId));
    const end = head === undefined ? undefined : endOfSecret(generation, head, now);
    // Both secrets of an overlap: nothing of the token is left to keep.
    if (end !== undefined) ends.set(tokenId, ends.has(tokenId) ? 'token' : end);
  }
  const found = await Promise.all(
    [...ends].map(async ([tokenId, end]) => {
      const head = heads.get<ApiTokenHead>(apiTokenHeadId(tokenId));
      const token = await apiTokens.findById(tokenId);
      // Read after the head: somebody may have ended it in between.
      const isOver = token === undefined || token.state === 'revoked';
      return isOver || head === undefined ? undefined : { token, head, end };
    }),
  );
  return found.filter((leak) => leak !== undefined);
}

async function eventsOf({ token, end }: LeakedToken, services: Services): Promise<AuditEvent[]> {
  const event: AuditEvent = {
    action: 'credential.leak_reported',
    stream: streamOf(token),
    target: { type: token.kind, id: token._id, name: token.name },
    environment: token.environment,
  };
  if (end === 'token') return await inEveryTrail(event, token, services);
  return [{ ...event, changes: [{ member: end, before: 'valid', after: 'ended' }] }];
}

/** A workspace's key is its owners' business; any other token its maker's. */
async function noticesOf(token: ApiTokenRecord, now: number, services: Services): Promise<Change[]> {
  const { users, workspaces, outbox } = services;
  const ownerIds = token.workspace_id === null ? [token.created_by] : await workspaces.ownerIds(token.workspace_id);
  const owners = await Promise.all(ownerIds.map((id) => users.find(id)));
  return owners
    .filter((owner) => owner !== undefined)
    .map(({ email }) =>
      outbox.write(
        {
          to: email,
          kind: 'credential_leaked',
          data: { token_name: token.name, token_kind: token.kind, token_prefix: token.display_prefix },
        },
        now,
      ),
    );
}
