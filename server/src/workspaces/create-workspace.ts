import { ServiceError } from '../errors/service-error.ts';
import { newIdentifier } from '../identifier.ts';
import { created } from '../operation/answers.ts';
import type { Operation } from '../operation/operation.ts';
import { presentWorkspace } from './present-workspace.ts';
import { slugFrom, type WorkspaceRecord } from './workspace.ts';

/** Makes a workspace whose owner is the caller. Its slug is taken for ever: it is in the URLs of the people who use it. */
export const createWorkspace: Operation<'createWorkspace'> = async ({ body, caller, now, services }) => {
  const { workspaces, members, roles, users, apiTokens, catalog, config } = services;
  if (caller.type !== 'user') throw new TypeError('workspaces are made by people');
  if (config.workspaceCreation === 'operators' && !caller.head.is_operator) {
    throw new ServiceError('insufficient_permissions', {
      detail: 'In this deployment only operators make workspaces.',
    });
  }
  const id = newIdentifier('wsp');
  const record: WorkspaceRecord = {
    _id: id,
    slug: body.slug ?? `${slugFrom(body.name)}-${id.slice(-6)}`,
    name: body.name,
    state: 'active',
    created_at: now,
    policy: catalog.defaultPolicy,
  };

  return {
    events: [{ action: 'workspace.created', stream: id, target: { type: 'workspace', id, name: record.name } }],
    changes: [
      ...(await members.roomFor(caller.id)),
      ...workspaces.insert(record, caller.id, {
        slugTaken: new ServiceError('name_taken', { detail: 'A workspace has, or had, this slug.' }),
        tooMany: new ServiceError('limit_reached', {
          detail: 'You are a member of as many workspaces as one person can be.',
        }),
      }),
      apiTokens.insertCounter(id),
      roles.insertCounter(id),
      users.raiseVersion(caller.id),
    ],
    answer: created(`/v1/workspaces/${id}`, presentWorkspace(record)),
  };
};
