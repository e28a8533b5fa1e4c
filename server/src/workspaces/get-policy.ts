import { type Operation, read } from '../operation/operation.ts';
import { okWithTag } from '../operation/preconditions.ts';
import { presentPolicy } from './present-policy.ts';

export const getPolicy: Operation<'getPolicy'> = ({ workspace }) =>
  read(okWithTag(presentPolicy(workspace.record.policy)));
