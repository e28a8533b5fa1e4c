import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** The process runs. It asks nothing of the store, so that a sick database does not get healthy processes restarted. */
export const getLiveness: Operation<'getLiveness'> = () => read(ok({ status: 'ok' }));
