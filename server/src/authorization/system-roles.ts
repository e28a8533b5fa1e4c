import type { SystemRole } from './catalog.ts';
import type { Grant } from './grant.ts';

/** Every member of a workspace may see the workspace itself, whatever else the preset gives their role. */
export const seesWorkspace: Grant = {
  effect: 'allow',
  actions: ['latchkey.workspace.read'],
  resources: ['latchkey:workspace:*'],
};

const everything: readonly Grant[] = [
  { effect: 'allow', actions: ['*'], resources: ['*'] },
  { effect: 'allow', actions: ['latchkey.*'], resources: ['latchkey:*'] },
];

/**
 * The roles that every deployment has. For `latchkey.members.*` the attribute `status` is the role of the member that is
 * touched: a request that leaves it out is refused to an admin, since it could be about an owner.
 */
export const everyDeploymentsRoles: readonly SystemRole[] = [
  {
    id: 'owner',
    name: 'Owner',
    description: 'Everything, including deleting the workspace.',
    grants: everything,
  },
  {
    id: 'admin',
    name: 'Admin',
    description: 'Everything but deleting the workspace and touching its owners.',
    grants: [
      ...everything,
      { effect: 'deny', actions: ['latchkey.workspace.delete'], resources: ['*'] },
      {
        effect: 'deny',
        actions: ['latchkey.members.update', 'latchkey.members.delete'],
        resources: ['*'],
        conditions: { status: ['owner'] },
      },
    ],
  },
];
