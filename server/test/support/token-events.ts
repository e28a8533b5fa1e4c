import type { OperationId } from '../../src/operation/operation.ts';
import { type Person, signInPerson, signUpOwner, unique } from './actors.ts';
import { completeRequests, type Setting } from './complete-requests.ts';
import type { Asked } from './test-client.ts';
import type { TestServer } from './test-server.ts';
import { createToken, tokenBody } from './token-actors.ts';

interface Provoked {
  readonly actor: string | null;
  readonly target: string | null;
}

interface Scene extends Setting {
  readonly operator: Person;
  readonly requests: ReturnType<typeof completeRequests>;
}

async function setScene(server: TestServer): Promise<Scene> {
  const operator = await signInPerson(server, 'operator@example.com');
  return { ...(await signUpOwner(server)), operator, requests: completeRequests(server, operator) };
}

/** What is done to a token by whoever may: its owner, or an operator. */
const toToken =
  (id: OperationId, by: 'owner' | 'operator' = 'owner') =>
  async (server: TestServer): Promise<Provoked> => {
    const scene = await setScene(server);
    const asked = await scene.requests[id](scene);
    await server.succeed(id, { ...asked, as: scene[by].session });
    return { actor: scene[by].id, target: asked.path?.token_id ?? null };
  };

/** What makes each event in the life of an API token happen once. */
export const provokeTokenEvents = {
  'personal_token.created': async (server: TestServer): Promise<Provoked> => {
    const { owner, workspace } = await signUpOwner(server);
    return { actor: owner.id, target: (await createToken(server, owner, [workspace])).body.id };
  },
  'personal_token.updated': toToken('updatePersonalToken'),
  'personal_token.revoked': toToken('revokePersonalToken'),
  'personal_token.rotated': toToken('rotatePersonalToken'),
  'personal_token.suspended': toToken('suspendPersonalToken'),
  'personal_token.resumed': toToken('resumePersonalToken'),
  'personal_token.overlap_ended': toToken('endPersonalTokenOverlap'),
  'personal_token.dropped': toToken('dropWorkspacePersonalToken'),
  'workspace_key.updated': toToken('updateWorkspaceKey'),
  'workspace_key.rotated': toToken('rotateWorkspaceKey'),
  'workspace_key.suspended': toToken('suspendWorkspaceKey'),
  'workspace_key.resumed': toToken('resumeWorkspaceKey'),
  'workspace_key.overlap_ended': toToken('endWorkspaceKeyOverlap'),
  'service_key.rotated': toToken('rotateServiceKey', 'operator'),
  'service_key.suspended': toToken('suspendServiceKey', 'operator'),
  'service_key.resumed': toToken('resumeServiceKey', 'operator'),
  'service_key.overlap_ended': toToken('endServiceKeyOverlap', 'operator'),
};

/** A request about a token that is not there. */
const toUnknownToken =
  (id: OperationId, by: 'owner' | 'operator' = 'owner') =>
  async (server: TestServer): Promise<Asked> => {
    const scene = await setScene(server);
    const { path, ...asked } = await scene.requests[id](scene);
    return { ...asked, as: scene[by].session, path: { ...path, token_id: 'tok_01kafe00000000000000000001' } };
  };

/** A request of each of these operations that the operation itself refuses. */
export const refusedAboutTokens = {
  createPersonalToken: async (server: TestServer): Promise<Asked> => {
    const { owner } = await signUpOwner(server);
    const { workspace: foreign } = await signUpOwner(server);
    return { as: owner.session, body: tokenBody([foreign], { name: unique('token') }) };
  },
  updatePersonalToken: toUnknownToken('updatePersonalToken'),
  revokePersonalToken: toUnknownToken('revokePersonalToken'),
  rotatePersonalToken: toUnknownToken('rotatePersonalToken'),
  suspendPersonalToken: toUnknownToken('suspendPersonalToken'),
  resumePersonalToken: toUnknownToken('resumePersonalToken'),
  endPersonalTokenOverlap: toUnknownToken('endPersonalTokenOverlap'),
  dropWorkspacePersonalToken: toUnknownToken('dropWorkspacePersonalToken'),
  updateWorkspaceKey: toUnknownToken('updateWorkspaceKey'),
  rotateWorkspaceKey: toUnknownToken('rotateWorkspaceKey'),
  suspendWorkspaceKey: toUnknownToken('suspendWorkspaceKey'),
  resumeWorkspaceKey: toUnknownToken('resumeWorkspaceKey'),
  endWorkspaceKeyOverlap: toUnknownToken('endWorkspaceKeyOverlap'),
  rotateServiceKey: toUnknownToken('rotateServiceKey', 'operator'),
  suspendServiceKey: toUnknownToken('suspendServiceKey', 'operator'),
  resumeServiceKey: toUnknownToken('resumeServiceKey', 'operator'),
  endServiceKeyOverlap: toUnknownToken('endServiceKeyOverlap', 'operator'),
};
