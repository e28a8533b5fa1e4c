import { bearer, type Credential } from '../call.ts';
import type { CheckContext } from '../check.ts';
import { type JsonObject, stringOf } from '../contract/document.ts';
import { bodyOf, type Key, type Person, type Workspace } from '../provision.ts';
import type { WireRequest } from '../wire/exchange.ts';

type Verb = 'get' | 'update' | 'rotate' | 'suspend' | 'resume' | 'revoke' | 'explain' | 'endOverlap';
type Kind = 'PersonalToken' | 'WorkspaceKey' | 'ServiceKey';

/** An API token and whoever manages it. The three kinds live by the same rules. */
export interface ManagedToken extends Key {
  /** The request by which its manager does this to it. */
  readonly manage: (verb: Verb, body?: JsonObject) => WireRequest;
  /** The list in which its manager finds it. */
  readonly list: () => WireRequest;
}

/** A use of a token by one of its secrets, which every kind is allowed. */
export const useOf = ({ call }: Pick<CheckContext, 'call'>, secret: string): WireRequest =>
  call('getMe', { as: bearer(secret) });

const managed = (
  { call }: CheckContext,
  kind: Kind,
  key: Key,
  place: { readonly as: Credential; readonly path?: { readonly [name: string]: string } },
): ManagedToken => ({
  ...key,
  manage: (verb, body) =>
    call(verb === 'endOverlap' ? `end${kind}Overlap` : `${verb}${kind}`, {
      as: place.as,
      path: { ...place.path, token_id: key.id },
      body,
    }),
  list: () => call(`list${kind}s`, { ...place, query: { limit: 100 } }),
});

/** A key of the workspace, made and managed by this member. */
export const managedKey = async (
  context: CheckContext,
  maker: Person,
  workspace: Workspace,
  body: JsonObject = {},
): Promise<ManagedToken> => {
  const key = await context.provision.key(maker, workspace, body);
  return managed(context, 'WorkspaceKey', key, { as: maker.session, path: { workspace: workspace.slug } });
};

/** A key in a workspace of its own. */
export const loneKey = async (context: CheckContext, body: JsonObject = {}): Promise<ManagedToken> => {
  const owner = await context.provision.owner();
  return managedKey(context, owner, await context.provision.workspace(owner), body);
};

export const managedPersonalToken = async (
  context: CheckContext,
  owner: Person,
  workspaces: readonly Workspace[] | 'all',
  body: JsonObject = {},
): Promise<ManagedToken> => {
  const token = await context.provision.personalToken(owner, workspaces, body);
  return managed(context, 'PersonalToken', token, { as: owner.session });
};

/** A service key of the check's own: the one of the run must live. */
export const managedServiceKey = async (context: CheckContext): Promise<ManagedToken> => {
  const { call, given, operator, provision } = context;
  const as = operator.session;
  const created = await given.succeeds(call('createServiceKey', { as, body: { name: provision.uniqueName() } }));
  const { secret, ...resource } = bodyOf(created);
  return managed(context, 'ServiceKey', { id: stringOf(resource.id), secret: stringOf(secret), resource }, { as });
};
