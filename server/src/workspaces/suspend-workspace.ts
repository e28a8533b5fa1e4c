import type { Operation } from '../operation/operation.ts';
import { changeState } from './change-state.ts';

/** Stops everything in a workspace, for members and keys alike, without losing anything. */
export const suspendWorkspace: Operation<'suspendWorkspace'> = ({ workspace, services }) =>
  changeState(workspace, 'suspended', services);
