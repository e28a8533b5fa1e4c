import { accessDeclared } from './access-declared.ts';
import { boundedValues } from './bounded-values.ts';
import { closedRequests } from './closed-requests.ts';
import { effectsDeclared } from './effects-declared.ts';
import { headersDeclared } from './headers-declared.ts';
import { honestExamples } from './honest-examples.ts';
import { operationNames } from './operation-names.ts';
import { pagedLists } from './paged-lists.ts';
import { plainDialect } from './plain-dialect.ts';
import { plainRequests } from './plain-requests.ts';
import { readableOperations } from './readable-operations.ts';
import { refusalsListed } from './refusals-listed.ts';
import { refusalsRegistered } from './refusals-registered.ts';
import { repeatableCreations } from './repeatable-creations.ts';
import type { Rule } from './rule.ts';
import { taggedUnions } from './tagged-unions.ts';
import { validExamples } from './valid-examples.ts';

/** Every house rule, by the name that its findings are printed with. */
export const houseRules: { readonly [name: string]: Rule } = {
  'operation-names': operationNames,
  'readable-operations': readableOperations,
  'access-declared': accessDeclared,
  'effects-declared': effectsDeclared,
  'refusals-listed': refusalsListed,
  'refusals-registered': refusalsRegistered,
  'headers-declared': headersDeclared,
  'closed-requests': closedRequests,
  'plain-requests': plainRequests,
  'paged-lists': pagedLists,
  'repeatable-creations': repeatableCreations,
  'bounded-values': boundedValues,
  'plain-dialect': plainDialect,
  'tagged-unions': taggedUnions,
  'valid-examples': validExamples,
  'honest-examples': honestExamples,
};
