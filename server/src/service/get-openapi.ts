import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** The contract that this server serves. */
export const getOpenapi: Operation<'getOpenapi'> = async ({ services }) => read(ok(await services.readContract()));
