import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** The contract that this server serves. */
export const getOpenapi: Operation<'getOpenapi'> = ({ services }) => read(ok(services.definition));
