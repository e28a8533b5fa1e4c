import { ServiceError } from '../errors/service-error.ts';
import { maximumCustomRoles } from './role-store.ts';

/** Why a role that is right in itself may still not come to be: these are decided by the commit, under any race. */
export const newRoleRefusals = () => ({
  nameTaken: new ServiceError('name_taken', { detail: 'A role of the workspace has this name.' }),
  tooMany: new ServiceError('limit_reached', { detail: `The workspace has ${maximumCustomRoles} roles of its own.` }),
});
