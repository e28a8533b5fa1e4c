import { isObject, type JsonObject, normalisedText, objectOf, stringOf } from './document.ts';

const methods = new Set(['get', 'put', 'post', 'delete', 'options', 'head', 'patch', 'trace']);

const operationIds = (document: JsonObject): ReadonlySet<string> =>
  new Set(
    Object.values(objectOf(document.paths)).flatMap((item) =>
      Object.values(objectOf(item)).map((operation) => stringOf(objectOf(operation).operationId)),
    ),
  );

/** The document without the operations that are not in the set, and without paths that are left empty. */
const only = (document: JsonObject, kept: ReadonlySet<string>): JsonObject => {
  const paths = Object.entries(objectOf(document.paths)).map(([path, item]) => {
    const members = Object.entries(objectOf(item)).filter(
      ([name, value]) => !methods.has(name) || (isObject(value) && kept.has(stringOf(value.operationId))),
    );
    return [path, Object.fromEntries(members)] as const;
  });
  return {
    ...document,
    paths: Object.fromEntries(paths.filter(([, item]) => Object.keys(item).some((name) => methods.has(name)))),
  };
};

/**
 * The ids of the operations that the served document leaves out, if it is the whole one in all it has; undefined if it says
 * anything else. So a target may offer a part, and cannot change what it offers.
 */
export const leftOutOf = (whole: JsonObject, served: JsonObject): readonly string[] | undefined => {
  const offered = operationIds(served);
  if (normalisedText(only(whole, offered)) !== normalisedText(served)) return undefined;
  return [...operationIds(whole)].filter((id) => id !== '' && !offered.has(id));
};
