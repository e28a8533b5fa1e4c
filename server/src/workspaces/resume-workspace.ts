import type { Operation } from '../operation/operation.ts';
import { changeState } from './change-state.ts';

/** Lets a suspended workspace go on as before. */
export const resumeWorkspace: Operation<'resumeWorkspace'> = ({ workspace, services }) =>
  changeState(workspace, 'active', services);
