import { actionsOverlap, coversAction, isOwnNamespace, parseAction } from './action-pattern.ts';
import type { Catalog } from './catalog.ts';
import { isContained } from './contain.ts';
import type { Grant } from './grant.ts';
import { coversResource, parseResourcePattern, resourcesOverlap, writeResourcePattern } from './resource-pattern.ts';

/** Lists of grants of which every one must allow, as for a personal token its own and its owner's role. */
export type RightsLayers = readonly (readonly Grant[])[];

export type Effect = 'unaffected' | 'shrinks' | 'stops';

export interface EffectScope {
  readonly catalog: Pick<Catalog, 'isOpen' | 'actions'>;
  readonly workspaceId: string;
}

/** One action pattern on one resource pattern that every layer has an allow for. */
interface Region {
  readonly action: string;
  readonly resource: string;
  /** The allow of each layer, in their order. */
  readonly sources: readonly Grant[];
}

/** Beyond this many, lists are compared as wholes: grants are written by callers, and their product can be endless. */
const mostRegions = 1_000;

/**
 * What a change of rights does to an API token in one workspace. `undefined` is a token that is not let in at all. Pure, and
 * conservative in one direction: what cannot be proved to stay allowed is said to shrink. A token that could do nothing
 * before is unaffected by anything.
 */
export function effectOfChange(
  before: RightsLayers | undefined,
  after: RightsLayers | undefined,
  scope: EffectScope,
): Effect {
  const had = before === undefined ? [] : liveRegions(before, scope);
  if (before === undefined || had?.length === 0) return 'unaffected';
  const has = after === undefined ? [] : liveRegions(after, scope);
  if (after === undefined || has?.length === 0) return 'stops';
  return before.every((layer, index) => isKept(layer, after[index] ?? [], had, index, scope))
    ? 'unaffected'
    : 'shrinks';
}

/** Whether one layer still allows all that it allowed, as far as the other layers let it count. */
function isKept(
  before: readonly Grant[],
  after: readonly Grant[],
  had: readonly Region[] | undefined,
  layer: number,
  scope: EffectScope,
): boolean {
  const denies = before.filter(({ effect }) => effect === 'deny');
  const allows = had?.flatMap(({ action, resource, sources }): Grant[] => {
    const source = sources[layer];
    return source === undefined ? [] : [{ ...source, actions: [action], resources: [resource] }];
  });
  return isContained(allows === undefined ? before : [...allows, ...denies], after, scope).contained;
}

/** What all layers allow together and no layer denies outright; undefined if that is too much to write down. */
function liveRegions(layers: RightsLayers, scope: EffectScope): readonly Region[] | undefined {
  if (layers.some((layer) => !layer.some(({ effect }) => effect === 'allow'))) return [];
  let regions: readonly Region[] | undefined;
  for (const layer of layers) {
    const own = regionsOf(layer, scope);
    if (own === undefined) return undefined;
    regions = regions === undefined ? own : common(regions, own);
    if (regions === undefined) return undefined;
  }
  const denies = layers
    .flat()
    .filter(isOutrightDeny)
    .map((deny): Grant => ({ ...deny, effect: 'allow' }));
  return (regions ?? []).filter(
    ({ action, resource }) =>
      !isContained([{ effect: 'allow', actions: [action], resources: [resource] }], denies, scope).contained,
  );
}

const isOutrightDeny = ({ effect, fields, conditions }: Grant): boolean =>
  effect === 'deny' && fields === undefined && Object.keys(conditions ?? {}).length === 0;

function regionsOf(layer: readonly Grant[], scope: EffectScope): Region[] | undefined {
  const regions: Region[] = [];
  for (const grant of layer) {
    if (grant.effect === 'deny') continue;
    const actions = grant.actions.flatMap((action) => reachableParts(action, scope.catalog));
    const resources = grant.resources.flatMap((resource) => resourceHere(resource, scope.workspaceId));
    if (regions.length + actions.length * resources.length > mostRegions) return undefined;
    for (const action of actions) {
      for (const resource of resources) regions.push({ action, resource, sources: [grant] });
    }
  }
  return regions;
}

/** What API tokens can reach of a pattern: of our own actions only those that are not flagged `never`. */
function reachableParts(action: string, { isOpen, actions }: EffectScope['catalog']): string[] {
  const pattern = parseAction(action);
  const covered = [...actions.values()].filter(({ id }) => coversAction(pattern, parseAction(id)));
  if (isOwnNamespace(pattern) || covered.some(({ apiTokens }) => apiTokens === 'never')) {
    const listed = covered.filter(({ apiTokens }) => apiTokens !== 'never').map(({ id }) => id);
    return isOpen && !isOwnNamespace(pattern) ? [action] : listed;
  }
  return covered.length > 0 || isOpen ? [action] : [];
}

function resourceHere(resource: string, workspaceId: string): string[] {
  const pattern = parseResourcePattern(resource);
  if (pattern === undefined) return [];
  const isHere = pattern.workspace === undefined || pattern.workspace === workspaceId;
  return isHere ? [writeResourcePattern({ ...pattern, workspace: undefined })] : [];
}

function common(one: readonly Region[], other: readonly Region[]): Region[] | undefined {
  const regions: Region[] = [];
  for (const left of one) {
    for (const right of other) {
      const action = narrowerAction(left.action, right.action);
      const resource = action === undefined ? undefined : narrowerResource(left.resource, right.resource);
      if (action === undefined || resource === undefined) continue;
      if (regions.length === mostRegions) return undefined;
      regions.push({ action, resource, sources: [...left.sources, ...right.sources] });
    }
  }
  return regions;
}

/** Where two patterns only overlap, the first stands for what they share: more than that, so nothing is overlooked. */
function narrowerAction(one: string, other: string): string | undefined {
  const [left, right] = [parseAction(one), parseAction(other)];
  if (!actionsOverlap(left, right)) return undefined;
  return coversAction(left, right) ? other : one;
}

function narrowerResource(one: string, other: string): string | undefined {
  const [left, right] = [parseResourcePattern(one), parseResourcePattern(other)];
  if (left === undefined || right === undefined || !resourcesOverlap(left, right)) return undefined;
  return coversResource(left, right) ? other : one;
}
