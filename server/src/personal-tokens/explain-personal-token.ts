import { apiTokenState } from '../api-tokens/api-token.ts';
import { ownedToken } from '../api-tokens/owned-token.ts';
import { decisionRequest } from '../decisions/decision-request.ts';
import { decideAndExplain } from '../decisions/present-decision.ts';
import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { knowWorkspace } from '../workspaces/known-workspace.ts';

/** What one of the caller's own tokens may do, asked by its id: nobody needs the secret to find out. */
export const explainPersonalToken: Operation<'explainPersonalToken'> = async (request) => {
  const { path, body, caller, heads, now, services } = request;
  const { record, head } = await ownedToken('personal_token', caller.id, path.token_id, request);
  const state = apiTokenState(head, now);
  if (state !== 'active') return read(ok({ outcome: 'inactive', state }));

  const principal = await services.authentication.principalOfTokenId(record._id, heads, now);
  if (principal === undefined) throw notFound();
  const { subject } = principal;
  const named = body.workspace;
  const workspace = named === undefined ? undefined : await knowWorkspace(named, subject, heads, services);
  const snapshot = {
    catalog: services.catalog,
    workspace: named === undefined ? 'none_named' : workspace?.snapshot,
  } as const;
  return read(ok(decideAndExplain({ snapshot, subject, request: decisionRequest(body) })));
};
