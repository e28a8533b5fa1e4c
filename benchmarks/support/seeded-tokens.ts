import { apiTokenStore } from '../../server/src/api-tokens/api-token-store.ts';
import { generateSecret } from '../../server/src/api-tokens/token-format.ts';
import { systemClock } from '../../server/src/clock.ts';
import { deploymentStream } from '../../server/src/deployment/deployment.ts';
import { ServiceError } from '../../server/src/errors/service-error.ts';
import type { CollectionName } from '../../server/src/storage/collections.ts';
import type { Document, Store } from '../../server/src/storage/port.ts';
import { newWorkspaceKey } from '../../server/src/workspace-keys/new-workspace-key.ts';
import { seededEvent } from './seeded-event.ts';

/** Takes documents of one collection, past the rules that a commit is held to. */
export type InsertMany = (collection: CollectionName, documents: readonly Document[]) => Promise<void>;

const atOnce = 1_000;
const unused = new ServiceError('internal_error');

/**
 * Puts so many workspace keys into a store: record, head and digest of each, as a creation would write them, but not the name and
 * the counter, which hold an owner to a hundred. @returns the secrets of `kept` of them, from all over
 */
export async function seedTokens(
  insertMany: InsertMany,
  { count, kept, workspaceId }: { readonly count: number; readonly kept: number; readonly workspaceId: string },
): Promise<string[]> {
  const now = systemClock.now();
  const tokens = apiTokenStore({} as Store);
  const secrets: string[] = [];
  for (let start = 0; start < count; start += atOnce) {
    const documents: { [name in 'api_tokens' | 'heads']: Document[] } = { api_tokens: [], heads: [] };
    for (let index = start; index < Math.min(count, start + atOnce); index += 1) {
      const secret = generateSecret('workspace_key', 'live');
      const token = newWorkspaceKey({
        workspaceId,
        name: `Key ${index}`,
        description: null,
        environment: 'live',
        permission: { kind: 'scopes', scopes: ['read', 'write'] },
        resourceLimit: null,
        createdBy: 'usr_01kafe00000000000000000001',
        expiresAt: null,
        secret,
        now,
      });
      const room = { name: undefined, expired: [] };
      for (const change of tokens.insert(token, secret.digest, room, { nameTaken: unused, tooMany: unused }))
        if ('insert' in change && (change.insert === 'heads' || change.insert === 'api_tokens'))
          documents[change.insert].push(change.document);
      if (index % Math.floor(count / kept) === 0) secrets.push(secret.value);
    }
    await insertMany('api_tokens', documents.api_tokens);
    await insertMany('heads', documents.heads);
  }
  return secrets;
}

/** Through the port, where it costs no more: each commit with an event, as business data demands. */
export const insertByCommits =
  (store: Store): InsertMany =>
  async (collection, documents) => {
    const event = seededEvent(deploymentStream, { id: `evt_${documents[0]?._id}`, now: systemClock.now() });
    await store.commit(
      [event],
      documents.map((document) => ({ insert: collection, document })),
    );
  };
