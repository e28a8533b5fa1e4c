import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';
import { presentWorkspace } from './present-workspace.ts';

export const getWorkspace: Operation<'getWorkspace'> = ({ workspace }) => read(ok(presentWorkspace(workspace.record)));
