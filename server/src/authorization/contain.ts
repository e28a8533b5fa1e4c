import type { GrantVocabulary } from './accept-grants.ts';
import { type ActionPattern, actionsOverlap, coversAction, isOwnNamespace, parseAction } from './action-pattern.ts';
import type { Grant, GrantConditions } from './grant.ts';
import { coversResource, parseResourcePattern, type ResourcePattern, resourcesOverlap } from './resource-pattern.ts';

/** `grant` is the index, in the permission asked for, of the first grant that was not proved to be contained. */
export type Containment = { readonly contained: true } | { readonly contained: false; readonly grant: number };

/** Where the comparison takes place. Only what applies in this one workspace counts. */
export interface ContainmentScope {
  readonly catalog: GrantVocabulary;
  readonly workspaceId: string;
}

/**
 * The monotone rule: is everything that `asked` allows allowed by `held` as well? Conservative: a yes is a proof, and what
 * cannot be proved is a no. `own` means the same on both sides: to whoever asks, their own.
 *
 * Each allow has to be covered by allows that are held, and every deny that is held and could meet it has to stand
 * among the denies asked for.
 */
export const isContained = (asked: readonly Grant[], held: readonly Grant[], scope: ContainmentScope): Containment => {
  const askedDenies = asked.filter(isDeny).map((grant) => takeApart(grant, scope));
  const heldGrants = held.map((grant) => takeApart(grant, scope));
  const rights: Rights = {
    allows: heldGrants.filter(({ grant }) => !isDeny(grant)),
    denies: heldGrants.filter(({ grant }) => isDeny(grant)),
    askedDenies,
    effort: new Effort(),
  };
  const failing = asked.findIndex(
    (grant) => !isDeny(grant) && !isAllowContained(takeApart(grant, scope), rights, scope),
  );
  return failing === -1 ? { contained: true } : { contained: false, grant: failing };
};

interface Rights {
  readonly allows: readonly ParsedGrant[];
  readonly denies: readonly ParsedGrant[];
  readonly askedDenies: readonly ParsedGrant[];
  readonly effort: Effort;
}

/** Comparisons of one pattern with another that a proof may take: some tenths of a second. */
const mostComparisons = 2_000_000;

/**
 * What a proof has cost so far. Grants compare each of their actions with each resource of each other grant, so a few
 * kilobytes could keep the process busy for minutes; what takes that long counts as not proved.
 */
class Effort {
  #left = mostComparisons;

  /** Whether these comparisons may still be made. */
  allows(comparisons: number): boolean {
    this.#left -= comparisons;
    return this.#left >= 0;
  }
}

interface ParsedGrant {
  readonly grant: Grant;
  readonly actions: readonly ActionPattern[];
  readonly resources: readonly ResourcePattern[];
}

/** One action, or one pattern for the endless rest of an open catalog. `some` means that only some of them have fields. */
interface ActionPart {
  readonly pattern: ActionPattern;
  readonly fields: 'all' | 'none' | 'some';
}

const isDeny = (grant: Grant): boolean => grant.effect === 'deny';

const takeApart = (grant: Grant, { workspaceId }: ContainmentScope): ParsedGrant => ({
  grant,
  actions: grant.actions.map(parseAction),
  resources: grant.resources.flatMap((text) => resourceHere(text, workspaceId)),
});

/** A pattern as it applies in this workspace: without its prefix, or not at all if it is for another one. */
const resourceHere = (text: string, workspaceId: string): ResourcePattern[] => {
  const pattern = parseResourcePattern(text);
  if (pattern === undefined) return [];
  const isHere = pattern.workspace === undefined || pattern.workspace === workspaceId;
  return isHere ? [{ ...pattern, workspace: undefined }] : [];
};

const isAllowContained = (asked: ParsedGrant, rights: Rights, { catalog }: ContainmentScope): boolean =>
  asked.actions
    .flatMap((pattern) => partsOf(pattern, catalog))
    .every((part) => {
      const compared = countOf('actions', rights.allows) + countOf('actions', rights.denies);
      if (!rights.effort.allows(compared + entriesMet(asked, rights.allows))) return false;
      const allows = rights.allows.filter(
        (held) =>
          held.actions.some((pattern) => coversAction(pattern, part.pattern)) &&
          implies(asked.grant.conditions, held.grant.conditions),
      );
      const denies = rights.denies.filter(({ actions }) =>
        actions.some((pattern) => actionsOverlap(pattern, part.pattern)),
      );
      return asked.resources.every(
        (resource) =>
          rights.effort.allows(countOf('resources', allows) + entriesMet(asked, allows)) &&
          isCovered(asked.grant, part, resource, allows) &&
          denies.every((deny) => cannotMeet(asked.grant, part, resource, deny, rights)),
      );
    });

const countOf = (what: 'actions' | 'resources', grants: readonly ParsedGrant[]): number =>
  grants.reduce((sum, grant) => sum + grant[what].length, 0);

/** Takes a pattern apart as far as the catalog allows, since actions differ in whether they have fields. */
const partsOf = (pattern: ActionPattern, { isOpen, actions }: GrantVocabulary): ActionPart[] => {
  const listed = [...actions.values()]
    .map(({ id, fields }): ActionPart => ({ pattern: parseAction(id), fields: fields ? 'all' : 'none' }))
    .filter((part) => coversAction(pattern, part.pattern));
  if (!isOpen || isOwnNamespace(pattern)) return listed;
  if (isName(pattern)) return listed.length > 0 ? listed : [{ pattern, fields: 'none' }];
  return [{ pattern, fields: listed.some(({ fields }) => fields === 'all') ? 'some' : 'none' }];
};

/** How many entries of lists, such as fields, are compared when one grant meets others. */
const entriesMet = (one: ParsedGrant, others: readonly ParsedGrant[]): number => {
  const entries = entriesOf(one);
  return entries === 0 ? 0 : others.reduce((sum, other) => sum + entries * entriesOf(other), 0);
};

const entriesOf = ({ grant: { fields = [], conditions: { status = [], locales = [] } = {} } }: ParsedGrant): number =>
  fields.length + status.length + locales.length;

const isName = ({ segments, isOpenEnded }: ActionPattern): boolean => !isOpenEnded && !segments.includes('*');

/** Whether allows that are held for the action cover all of the resource: in one piece, or each of its fields by some allow. */
const isCovered = (
  asked: Grant,
  part: ActionPart,
  resource: ResourcePattern,
  allows: readonly ParsedGrant[],
): boolean => {
  const candidates = allows.filter((held) => held.resources.some((pattern) => coversResource(pattern, resource)));
  if (part.fields === 'none') return candidates.length > 0;
  if (candidates.some(({ grant }) => grant.fields === undefined)) return true;
  const { fields } = asked;
  if (fields === undefined || fields.length === 0) return false;
  return fields.every((field) => candidates.some(({ grant }) => grant.fields?.includes(field)));
};

/** Whether a deny that is held can refuse nothing that is asked for: they never meet, or the asked denies refuse it too. */
const cannotMeet = (
  asked: Grant,
  part: ActionPart,
  resource: ResourcePattern,
  deny: ParsedGrant,
  { askedDenies, effort }: Rights,
): boolean => {
  if (areExclusive(asked.conditions, deny.grant.conditions)) return true;
  if (part.fields === 'all' && haveNoFieldInCommon(asked.fields, deny.grant.fields)) return true;

  const compared = deny.actions.length + deny.resources.length + askedDenies.length;
  if (!effort.allows(compared + entriesMet(deny, askedDenies))) return false;
  const actions = deny.actions.filter((pattern) => actionsOverlap(pattern, part.pattern));
  const resources = deny.resources.filter((pattern) => resourcesOverlap(pattern, resource));
  if (actions.length === 0 || resources.length === 0) return true;
  const candidates = askedDenies.filter((own) => refusesWherever(own.grant, deny.grant, part));
  const comparisons = 2 * (countOf('actions', candidates) + countOf('resources', candidates));
  if (!effort.allows(actions.length * resources.length * comparisons)) return false;
  return actions.every((action) =>
    resources.every((denied) =>
      candidates.some(
        (own) =>
          own.actions.some((pattern) => coversAction(pattern, action) || coversAction(pattern, part.pattern)) &&
          own.resources.some((pattern) => coversResource(pattern, denied) || coversResource(pattern, resource)),
      ),
    ),
  );
};

/** Whether the conditions and fields of one deny apply wherever those of the other do. */
const refusesWherever = (own: Grant, other: Grant, part: ActionPart): boolean =>
  implies(other.conditions, own.conditions) && (part.fields === 'none' || areFieldsWithin(other.fields, own.fields));

const areFieldsWithin = (inner: Grant['fields'], outer: Grant['fields']): boolean =>
  outer === undefined || (inner?.every((field) => outer.includes(field)) ?? false);

const haveNoFieldInCommon = (one: Grant['fields'], other: Grant['fields']): boolean =>
  one !== undefined && other !== undefined && !one.some((field) => other.includes(field));

/** Whether the second conditions hold wherever the first do. Also for denies, which apply where an attribute is missing. */
const implies = (first: GrantConditions = {}, second: GrantConditions = {}): boolean =>
  (second.own !== true || first.own === true) &&
  isListWithin(first.status, second.status) &&
  isListWithin(first.locales, second.locales);

const isListWithin = (inner: readonly string[] | undefined, outer: readonly string[] | undefined): boolean =>
  outer === undefined || (inner?.every((entry) => outer.includes(entry)) ?? false);

/** Whether an allow's and a deny's conditions can never both hold: an allow has its attributes, so it is enough to compare lists. */
const areExclusive = (allow: GrantConditions = {}, deny: GrantConditions = {}): boolean =>
  areApart(allow.status, deny.status) || areApart(allow.locales, deny.locales);

const areApart = (one: readonly string[] | undefined, other: readonly string[] | undefined): boolean =>
  one !== undefined && other !== undefined && !one.some((entry) => other.includes(entry));
