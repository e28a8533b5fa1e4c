import { ok } from '../operation/answers.ts';
import { type Operation, read } from '../operation/operation.ts';

/** The deployment's vocabulary, for everybody: what there is to allow, and the roles and scopes that name it. */
export const getCatalog: Operation<'getCatalog'> = ({ services }) => read(ok(services.presentedCatalog));
