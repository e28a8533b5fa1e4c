import { Context } from 'mingo/core';
import { $eq, $gt, $gte, $in, $lt, $lte, $ne } from 'mingo/operators/query/comparison';
import { $exists } from 'mingo/operators/query/element';
import { $and, $or } from 'mingo/operators/query/logical';
import { Query } from 'mingo/query';
import { BoundedMap } from '../../bounded-map.ts';
import type { Document, Filter } from '../port.ts';

/** The operators of the port, and no others: nothing that runs code or regular expressions can be reached. */
const context = Context.init({ query: { $and, $eq, $exists, $gt, $gte, $in, $lt, $lte, $ne, $or } });

/** Compiling costs thirty times what a test does, and the same few filters come back. */
const compiled = new BoundedMap<Query>(500);

/** Whether a document matches, by the rules of MongoDB. */
export function matches(document: Document, filter: Filter): boolean {
  return compile(filter).test(document);
}

function compile(filter: Filter): Query {
  const key = JSON.stringify(filter);
  const known = compiled.get(key);
  if (known !== undefined) return known;
  const query = new Query({ ...filter }, { context });
  compiled.set(key, query);
  return query;
}
