import { type Grant, hasFields } from './catalog.ts';

/** What is asked of a list of grants. */
export interface Question {
  readonly action: string;
  readonly resource: string;
  readonly fields: readonly string[];
  readonly attributes: { readonly owner_id?: unknown; readonly status?: unknown; readonly locales?: unknown };
  /** Who `own` is about: a person, or a key of a workspace. */
  readonly ownerId: string;
  readonly workspaceId: string;
}

export type Verdict =
  | { readonly code: 'allowed'; readonly grant: number }
  | {
      readonly code: 'insufficient_permissions' | 'fields_required';
      readonly grant?: number;
      readonly fields?: readonly string[];
    };

const separatorsOf = (text: string): string => text.replaceAll(/[^.:]/g, '');

/** A `*` stands for one segment, and one or more at the end. Only a pattern that says `latchkey` reaches the service's own actions. */
export const matchesAction = (pattern: string, action: string): boolean => {
  const [wanted, given] = [pattern.split(/[.:]/), action.split(/[.:]/)];
  if (given[0] === 'latchkey' && wanted[0] !== 'latchkey') return false;
  const isOpenEnded = wanted.at(-1) === '*';
  if (isOpenEnded ? given.length < wanted.length : given.length !== wanted.length) return false;
  if (!separatorsOf(action).startsWith(separatorsOf(pattern))) return false;
  return wanted.every((segment, index) => segment === '*' || segment === given[index]);
};

/** As for actions, but a `*` at the end also stands for nothing. */
export const matchesResource = (pattern: string, resource: string): boolean => {
  const [wanted, given] = [pattern.split(':'), resource.split(':')];
  const isOpenEnded = wanted.at(-1) === '*';
  const fixed = isOpenEnded ? wanted.slice(0, -1) : wanted;
  if (isOpenEnded ? given.length < fixed.length : given.length !== fixed.length) return false;
  return fixed.every((segment, index) => segment === '*' || segment === given[index]);
};

/** A resource pattern inside the workspace that it is asked in; undefined where it is bound to another one. */
export const withoutWorkspace = (pattern: string, workspaceId: string): string | undefined => {
  const [first, place, ...rest] = pattern.split(':');
  if (first !== 'workspace' || place === undefined || rest.length === 0) return pattern;
  return place === '*' || place === workspaceId ? rest.join(':') : undefined;
};

const matchesAnyResource = (patterns: readonly string[], { resource, workspaceId }: Question): boolean =>
  patterns.some((pattern) => {
    const inside = withoutWorkspace(pattern, workspaceId);
    return inside !== undefined && matchesResource(inside, resource);
  });

export const isWithinLimit = (limit: readonly string[] | null, question: Question): boolean =>
  limit === null || matchesAnyResource(limit, question);

/** Whether every condition holds. What is not told satisfies no condition of an allow, and every one of a deny. */
const holdConditions = ({ effect, conditions = {} }: Grant, { attributes, ownerId }: Question): boolean => {
  const known = (isTold: boolean, holds: () => boolean): boolean => (isTold ? holds() : effect === 'deny');
  const { owner_id: owner, status, locales } = attributes;
  const isOwn = conditions.own === undefined || known(typeof owner === 'string', () => owner === ownerId);
  const hasStatus =
    conditions.status === undefined ||
    known(typeof status === 'string', () => conditions.status?.includes(String(status)) === true);
  const hasLocales =
    conditions.locales === undefined ||
    known(Array.isArray(locales) && locales.length > 0, () =>
      (locales as readonly string[]).every((locale) => conditions.locales?.includes(locale)),
    );
  return isOwn && hasStatus && hasLocales;
};

/** One list of grants: a deny that matches wins, and then it takes an allow. */
export const decideByGrants = (grants: readonly Grant[], question: Question): Verdict => {
  const about = grants
    .map((grant, index) => ({ grant, index }))
    .filter(({ grant }) => grant.actions.some((pattern) => matchesAction(pattern, question.action)))
    .filter(({ grant }) => matchesAnyResource(grant.resources, question))
    .filter(({ grant }) => holdConditions(grant, question));
  const limitsFields = hasFields(question.action);
  const allows = about.filter(({ grant }) => grant.effect === 'allow');
  const denies = about.filter(({ grant }) => grant.effect === 'deny');
  const wholeDeny = denies.find(({ grant }) => grant.fields === undefined);
  if (wholeDeny !== undefined) return { code: 'insufficient_permissions', grant: wholeDeny.index };
  if (limitsFields && question.fields.length > 0) return decideByFields(allows, denies, question.fields);
  if (limitsFields && denies.length > 0) return { code: 'fields_required', grant: denies[0]?.index ?? 0 };
  const whole = allows.find(({ grant }) => grant.fields === undefined || !limitsFields);
  if (whole !== undefined) return { code: 'allowed', grant: whole.index };
  return allows.length > 0 ? { code: 'fields_required' } : { code: 'insufficient_permissions' };
};

type Found = readonly { readonly grant: Grant; readonly index: number }[];

const decideByFields = (allows: Found, denies: Found, fields: readonly string[]): Verdict => {
  const names = (found: Found, field: string) => found.find(({ grant }) => grant.fields?.includes(field) ?? true);
  const refused = fields.filter((field) => names(denies, field) !== undefined || names(allows, field) === undefined);
  const first = names(allows, fields[0] ?? '');
  if (refused.length === 0 && first !== undefined) return { code: 'allowed', grant: first.index };
  const deny = denies.find(({ grant }) => refused.some((field) => grant.fields?.includes(field)));
  return { code: 'insufficient_permissions', fields: refused, ...(deny === undefined ? {} : { grant: deny.index }) };
};

const coversSegments = (wide: readonly string[], narrow: readonly string[], isEmptyEnding: boolean): boolean => {
  const isOpenEnded = wide.at(-1) === '*';
  const fixed = isOpenEnded && isEmptyEnding ? wide.slice(0, -1) : wide;
  const narrowEnds = narrow.at(-1) === '*' && isEmptyEnding ? narrow.slice(0, -1) : narrow;
  if (isOpenEnded ? narrowEnds.length < fixed.length : narrow.length !== wide.length || narrow.at(-1) === '*')
    return false;
  return fixed.every((segment, index) => segment === '*' || segment === narrow[index]);
};

const coversAction = (wide: string, narrow: string): boolean => {
  const [one, other] = [wide.split(/[.:]/), narrow.split(/[.:]/)];
  if (other[0] === 'latchkey' ? one[0] !== 'latchkey' : one[0] === 'latchkey') return false;
  return separatorsOf(narrow).startsWith(separatorsOf(wide)) && coversSegments(one, other, false);
};

const coversResource = (wide: string, narrow: string): boolean =>
  coversSegments(wide.split(':'), narrow.split(':'), true);

/** Whether two patterns might name the same thing: what cannot be told apart does. */
const mightMeet = (one: string, other: string): boolean => {
  const [left, right] = [one.split(/[.:]/), other.split(/[.:]/)];
  if ((left[0] === 'latchkey' || right[0] === 'latchkey') && left[0] !== right[0]) return false;
  return left.every(
    (segment, index) =>
      segment === '*' || right[index] === undefined || right[index] === '*' || segment === right[index],
  );
};

/** The index of the first allow that the maker may not hand out, or undefined. What cannot be shown to be contained is not. */
export const firstExceeding = (wanted: readonly Grant[], held: readonly Grant[]): number | undefined => {
  const allows = held.filter(
    ({ effect, fields, conditions }) => effect === 'allow' && fields === undefined && conditions === undefined,
  );
  const denies = held.filter(({ effect }) => effect === 'deny');
  const found = wanted.findIndex((grant) => {
    if (grant.effect === 'deny') return false;
    return !grant.actions.every((action) =>
      grant.resources.every(
        (resource) =>
          allows.some(
            (own) =>
              own.actions.some((one) => coversAction(one, action)) &&
              own.resources.some((one) => coversResource(one, resource)),
          ) &&
          !denies.some(
            (own) =>
              own.actions.some((one) => mightMeet(one, action)) &&
              own.resources.some((one) => mightMeet(one, resource)),
          ),
      ),
    );
  });
  return found === -1 ? undefined : found;
};
