import { environmentOf } from '../authorization/decide.ts';
import type { OperationRequest } from '../operation/operation.ts';
import type { Services } from '../service.ts';
import { knowWorkspace } from '../workspaces/known-workspace.ts';
import { workspaceHeadId } from '../workspaces/workspace.ts';
import type { AccessQuestion } from './access-question.ts';
import { findSubject, headsOfSubject } from './access-subject.ts';
import { type AccessDecision, judgeAccess, unknownAccess, workspaceRequired } from './judge-access.ts';

type Asking = Pick<OperationRequest<'evaluate'>, 'caller' | 'heads' | 'now' | 'services'>;

/** Answers one question of AuthZEN as `/v1/verify` would answer it about a credential of the subject. */
export async function answerAccess(question: AccessQuestion, asking: Asking): Promise<AccessDecision> {
  const { caller, heads, now, services } = asking;
  const named = [...question.workspaces, ...workspaceOf(caller)];
  if (named.length === 0) return workspaceRequired;
  const workspaceId = await theOneWorkspace(named, services);
  if (workspaceId === undefined) return unknownAccess;

  const subject = await findSubject(question.subject, heads, now, services);
  if (subject === undefined) return unknownAccess;
  if (caller.type === 'workspace_key' && environmentOf(subject) !== caller.environment) return unknownAccess;
  const workspace = await knowWorkspace(workspaceId, subject, heads, services);
  if (workspace === undefined) return unknownAccess;

  const snapshot = { catalog: services.catalog, workspace: workspace.snapshot };
  return judgeAccess({ snapshot, subject, request: question.request });
}

/** The heads that the answers will need, so that one read brings them for all questions. */
export async function readExpectedHeads(questions: readonly AccessQuestion[], asking: Asking): Promise<void> {
  const { caller, heads, services } = asking;
  const workspaces = questions.flatMap((question) => [...question.workspaces, ...workspaceOf(caller)]);
  const known = workspaces.flatMap((name) => services.workspaces.knownId(name) ?? []);
  await heads.read([...questions.flatMap(({ subject }) => headsOfSubject(subject)), ...known.map(workspaceHeadId)]);
}

/** A workspace key asks about its own workspace and no other. */
const workspaceOf = (caller: Asking['caller']): readonly string[] =>
  caller.type === 'workspace_key' ? [caller.workspaceId] : [];

/** The workspace that all names mean, if it is one. */
async function theOneWorkspace(names: readonly string[], { workspaces }: Services): Promise<string | undefined> {
  const ids = await Promise.all([...new Set(names)].map((name) => workspaces.resolveId(name)));
  return new Set(ids).size === 1 ? ids[0] : undefined;
}
