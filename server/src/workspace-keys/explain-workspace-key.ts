import { type ApiTokenHead, apiTokenHeadId, apiTokenState } from '../api-tokens/api-token.ts';
import { decisionRequest } from '../decisions/decision-request.ts';
import { decideAndExplain } from '../decisions/present-decision.ts';
import { notFound } from '../errors/service-error.ts';
import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { knowWorkspace } from '../workspaces/known-workspace.ts';

/** What a key of the workspace may do, asked by its id: nobody needs the secret to find out. */
export const explainWorkspaceKey: Operation<'explainWorkspaceKey'> = async (request) => {
  const { path, body, workspace, heads, now, services } = request;
  const key = await services.apiTokens.find(workspace.id, 'workspace_key', path.token_id);
  if (key === undefined) throw notFound();
  const state = apiTokenState((await heads.one<ApiTokenHead>(apiTokenHeadId(key._id))) ?? key, now);
  if (state !== 'active') return read(ok({ outcome: 'inactive', state }));

  const principal = await services.authentication.principalOfTokenId(key._id, heads, now);
  if (principal === undefined) throw notFound();
  const known = await knowWorkspace(workspace.id, principal.subject, heads, services);
  if (known === undefined) throw notFound();
  const snapshot = { catalog: services.catalog, workspace: known.snapshot };
  return read(ok(decideAndExplain({ snapshot, subject: principal.subject, request: decisionRequest(body) })));
};
