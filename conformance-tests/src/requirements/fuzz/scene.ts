import { bearer, type CallInput } from '../../call.ts';
import type { CheckContext } from '../../check.ts';
import type { JsonObject } from '../../contract/document.ts';
import { bodyText, type WireRequest } from '../../wire/exchange.ts';

/** An operation that generated bodies are sent to, and what has to stay as it is when they are refused. */
export interface FuzzedOperation {
  readonly id: string;
  readonly schema: unknown;
  /** A body that succeeds, to be spoilt. */
  readonly good: JsonObject;
  /** The body with what this deployment asks for beyond the schema. */
  completed(body: JsonObject): JsonObject;
  request(body: unknown): WireRequest;
  readonly witness: WireRequest;
}

/** Creations and questions of every shape of body: closed objects, unions, lists of patterns, texts of people. */
export const fuzzedOperations = async (context: CheckContext): Promise<readonly FuzzedOperation[]> => {
  const { call, contract, provision } = context;
  const owner = await provision.newcomer();
  const workspace = await provision.workspace(owner);
  const service = bearer((await provision.serviceKey()).secret);
  const { granted, resource } = await provision.vocabulary();
  const as = owner.session;
  const path = { workspace: workspace.id };
  const permission = { kind: 'grants', grants: [{ effect: 'allow', actions: [granted], resources: ['*'] }] };
  const operation = (id: string, good: JsonObject, input: CallInput, witness: WireRequest): FuzzedOperation => ({
    id,
    schema: contract.operation(id).requestContent.get('application/json'),
    good,
    // Where the catalog has no default permission, a creation without one is documented as 400.
    completed: (body) => ('permission' in good ? { permission, ...body } : body),
    request: (body) => call(id, { ...input, body }),
    witness,
  });
  const named = (): JsonObject => ({ name: provision.uniqueName() });
  const keys = call('listWorkspaceKeys', { as, path });
  const question = { action: granted, resource };
  return [
    operation('createWorkspace', named(), { as }, call('listWorkspaces', { as })),
    operation('createRole', { ...named(), grants: permission.grants }, { as, path }, call('listRoles', { as, path })),
    operation('createWorkspaceKey', { ...named(), environment: 'live', permission }, { as, path }, keys),
    operation(
      'createPersonalToken',
      { ...named(), environment: 'live', permission, workspaces: { kind: 'all' } },
      { as },
      call('listPersonalTokens', { as }),
    ),
    operation(
      'verifyCredential',
      { credential: owner.sessionToken, workspace: workspace.slug, ...question },
      { as: service },
      keys,
    ),
    operation('explainDecision', { workspace: workspace.slug, ...question }, { as }, keys),
    operation('previewChange', { change: { kind: 'remove_member', user_id: owner.id } }, { as, path }, keys),
  ];
};

export const stateOf = async ({ given }: CheckContext, { witness }: FuzzedOperation): Promise<string> =>
  bodyText((await given.succeeds(witness)).exchange.answer);
