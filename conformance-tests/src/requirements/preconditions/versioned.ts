import type { CheckContext } from '../../check.ts';
import { arrayOf, type JsonObject, objectOf } from '../../contract/document.ts';
import { bodyOf, type Person, type Workspace } from '../../provision.ts';
import { grantOf, idOf } from '../../tour/visit.ts';
import { type Exchange, header, type WireRequest } from '../../wire/exchange.ts';
import { inOneOrder } from '../in-one-order.ts';

/** A resource with an ETag. */
export interface Versioned {
  readonly name: string;
  readonly read: WireRequest;
  /** A change that really changes something, another one each time. */
  change(ifMatch: string | undefined): WireRequest;
  /** Whether a change without `If-Match` is refused. */
  readonly isRequired: boolean;
}

export const tagOf = ({ answer }: Exchange): string => header(answer, 'etag') ?? '';

const given = (ifMatch: string | undefined): readonly (readonly [string, string])[] =>
  ifMatch === undefined ? [] : [['If-Match', ifMatch]];

const nextPolicy = (policy: JsonObject, turn: number): JsonObject => ({
  ...policy,
  maximum_token_days: null,
  default_token_days: 30 + (turn % 1_000),
});

/** The resources of a workspace that have a version, each of the check's own. */
export const versionedIn = async (
  context: CheckContext,
  owner: Person,
  workspace: Workspace,
): Promise<readonly Versioned[]> => {
  const { call, provision } = context;
  const as = owner.session;
  const path = { workspace: workspace.id };
  const { granted } = await provision.vocabulary();
  const roleBody = { name: provision.uniqueName(), grants: [grantOf(granted)] };
  const role = {
    ...path,
    role_id: idOf(await context.given.succeeds(call('createRole', { as, path, body: roleBody }))),
  };
  const policy = bodyOf(await context.given.succeeds(call('getPolicy', { as, path })));
  let turn = 0;
  return [
    {
      name: 'workspace',
      read: call('getWorkspace', { as, path }),
      change: (ifMatch) =>
        call('updateWorkspace', { as, path, headers: given(ifMatch), body: { name: provision.uniqueName() } }),
      isRequired: false,
    },
    {
      name: 'policy',
      read: call('getPolicy', { as, path }),
      change: (ifMatch) => {
        turn += 1;
        return call('setPolicy', { as, path, headers: given(ifMatch), body: nextPolicy(policy, turn) });
      },
      isRequired: true,
    },
    {
      name: 'role',
      read: call('getRole', { as, path: role }),
      change: (ifMatch) =>
        call('updateRole', { as, path: role, headers: given(ifMatch), body: { description: provision.uniqueName() } }),
      isRequired: true,
    },
  ];
};

/** The resource as it is shown, for comparisons. */
export const shown = async ({ given: { succeeds } }: CheckContext, { read }: Versioned): Promise<string> =>
  inOneOrder(bodyOf(await succeeds(read)));

export const idsOf = (list: JsonObject): readonly unknown[] => arrayOf(list.data).map((item) => objectOf(item).id);
