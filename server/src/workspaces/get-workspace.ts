import { type Operation, read } from '../operation/operation.ts';
import { okWithTag } from '../operation/preconditions.ts';
import { presentWorkspace } from './present-workspace.ts';

export const getWorkspace: Operation<'getWorkspace'> = ({ workspace }) =>
  read(okWithTag(presentWorkspace(workspace.record)));
