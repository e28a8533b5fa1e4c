/**
 * Decisions per second on raw request strings, beside @casl/ability with the same grants and the same requests, in one
 * run. Each round measures one after the other, so that a slow moment of the machine meets both; the figures are medians.
 */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { subject as asSubject, createMongoAbility, type MongoAbility, type RawRuleOf } from '@casl/ability';
import type { Catalog } from '../server/src/authorization/catalog.ts';
import { compileGrants, grantsCovering } from '../server/src/authorization/compile.ts';
import { type DecisionRequest, decide, type Snapshot, type Subject } from '../server/src/authorization/decide.ts';
import type { Grant } from '../server/src/authorization/grant.ts';
import { loadCatalog } from '../server/src/authorization/preset-file.ts';

export interface Row {
  readonly figure: string;
  readonly value: number;
  readonly unit: string;
  readonly goal?: string;
  readonly reached?: boolean;
}

const grantCounts = [1, 5, 20, 100] as const;
const goalTimesCasl = { 1: 2, 5: 2, 20: 3, 100: 6 } as const;
const compileGoalMilliseconds = 0.3;
const memoryGoalKibibytes = 30;
const rounds = 15;
const roundMilliseconds = 60;
const requestCount = 512;

export async function measure(): Promise<{ readonly name: string; readonly rows: readonly Row[] }> {
  const catalog = await loadCatalog('content');
  const rows = grantCounts.flatMap((count) => measureDecisions(catalog, count));
  return { name: 'decisions', rows: [...rows, measureCompilation(), measureMemory()] };
}

function measureDecisions(catalog: Catalog, count: (typeof grantCounts)[number]): Row[] {
  const grants = makeGrants(count);
  const requests = makeRequests(grants);
  const latchkey = latchkeyDecider(catalog, grants);
  const casl = caslDecider(catalog, grants);
  requireAgreement(requests, latchkey, casl);

  const perSecond: { latchkey: number[]; casl: number[] } = { latchkey: [], casl: [] };
  for (let round = 0; round <= rounds; round += 1) {
    const own = decisionsPerSecond(requests, latchkey);
    const other = decisionsPerSecond(requests, casl);
    // The first round warms both up.
    if (round === 0) continue;
    perSecond.latchkey.push(own);
    perSecond.casl.push(other);
  }
  const [own, other] = [median(perSecond.latchkey), median(perSecond.casl)];
  const goal = goalTimesCasl[count];
  const of = `${count} ${count === 1 ? 'grant' : 'grants'}`;
  return [
    { figure: `decisions, ${of}`, value: Math.round(own), unit: 'per second' },
    { figure: `@casl/ability, ${of}`, value: Math.round(other), unit: 'per second' },
    {
      figure: `decisions, ${of}, to @casl/ability`,
      value: own / other,
      unit: 'times',
      goal: `>= ${goal}`,
      reached: own / other >= goal,
    },
  ];
}

function measureCompilation(): Row {
  const grants = makeGrants(100);
  const samples: number[] = [];
  for (let sample = 0; sample < 400; sample += 1) {
    const start = performance.now();
    compileGrants(grants);
    samples.push(performance.now() - start);
  }
  const value = median(samples);
  return {
    figure: 'compiling 100 grants',
    value,
    unit: 'ms',
    goal: `<= ${compileGoalMilliseconds}`,
    reached: value <= compileGoalMilliseconds,
  };
}

/** What one compiled list holds on to, its grants included, once every action in use has been asked for. */
function measureMemory(): Row {
  setFlagsFromString('--expose-gc');
  const collectGarbage = runInNewContext('gc') as () => void;
  const lists = 2000;
  collectGarbage();
  const before = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const kept = Array.from({ length: lists }, () => {
    const compiled = compileGrants(JSON.parse(JSON.stringify(makeGrants(20))) as Grant[]);
    for (const action of actionsInUse) grantsCovering(compiled, action);
    return compiled;
  });
  collectGarbage();
  const after = process.memoryUsage().heapUsed + process.memoryUsage().arrayBuffers;
  const value = (after - before) / kept.length / 1024;
  return {
    figure: 'memory of 20 compiled grants',
    value,
    unit: 'KiB',
    goal: `<= ${memoryGoalKibibytes}`,
    reached: value <= memoryGoalKibibytes,
  };
}

const actionsInUse = ['content.read', 'content.create', 'content.update', 'content.publish', 'content.delete'];
const fieldsInUse = ['title', 'summary', 'body', 'hero_title', 'hero_image'];

/** Grants of a content team: collections and entries, some limited to fields, some conditional, one in ten a deny. */
function makeGrants(count: number): Grant[] {
  return Array.from({ length: count }, (_, index): Grant => {
    const collection = `collection-${index}`;
    const isDeny = index % 10 === 9;
    const entry = index % 3 === 1 ? `entry-${index}` : '*';
    return {
      effect: isDeny ? 'deny' : 'allow',
      actions: isDeny ? ['content.delete'] : actionsInUse.slice(0, 1 + (index % actionsInUse.length)),
      // A deny takes something back that the grant before it gave.
      resources: [`content:${isDeny ? `collection-${index - 1}` : collection}:${entry}`],
      ...(index % 4 === 2 && !isDeny ? { fields: fieldsInUse.slice(0, 3) } : {}),
      ...(index % 5 === 3 ? { conditions: { own: true, status: ['draft', 'protected'] } } : {}),
    };
  });
}

/** Raw requests: two in three meet a grant, the others miss by collection or action. Each string is a fresh one. */
function makeRequests(grants: readonly Grant[]): DecisionRequest[] {
  return Array.from({ length: requestCount }, (_, index): DecisionRequest => {
    const grant = grants[(index * 7) % grants.length] as Grant;
    const [, collection, entry] = (grant.resources[0] as string).split(':');
    const isMiss = index % 3 === 2;
    const action = isMiss ? 'content.delete' : (grant.actions[index % grant.actions.length] as string);
    const hasFields = action === 'content.create' || action === 'content.update';
    const request = {
      action,
      resource: `content:${isMiss ? 'unknown' : collection}:${entry === '*' ? `entry-${index}` : entry}`,
      ...(hasFields ? { fields: index % 2 === 0 ? ['title'] : ['title', 'hero_image'] } : {}),
      attributes: { owner_id: index % 4 === 0 ? 'usr_other' : keyId, status: 'draft' },
    };
    // As they come off the wire: no string shares its memory with a grant.
    return JSON.parse(JSON.stringify(request)) as DecisionRequest;
  });
}

const keyId = 'tok_benchmark';

type Decider = (request: DecisionRequest) => boolean;

function latchkeyDecider(catalog: Catalog, grants: readonly Grant[]): Decider {
  const snapshot: Snapshot = {
    catalog,
    workspace: {
      id: 'wsp_benchmark',
      slug: 'benchmark',
      state: 'active',
      policy: catalog.defaultPolicy,
      roleOf: () => undefined,
    },
  };
  const subject: Subject = {
    kind: 'workspace_key',
    tokenId: keyId,
    workspaceId: 'wsp_benchmark',
    environment: 'live',
    permission: compileGrants(grants),
  };
  return (request) => decide(snapshot, subject, request).allowed;
}

/**
 * The same in CASL's own terms: a rule per grant with its actions, the resource's first segment as the subject's type and
 * the others as conditions on its members. CASL lets a later rule win, so the denies go last. It has no requests of several
 * fields, so each is asked for.
 */
function caslDecider(catalog: Catalog, grants: readonly Grant[]): Decider {
  const ordered = [...grants].sort((one, other) => Number(one.effect === 'deny') - Number(other.effect === 'deny'));
  const rules = ordered.map(caslRule);
  const ability: MongoAbility = createMongoAbility(rules);
  return ({ action, resource, fields, attributes }) => {
    const known = catalog.actions.get(action);
    if (known === undefined || known.apiTokens === 'never') return false;
    const [type = '', collection, entry] = resource.split(':');
    const thing = asSubject(type, { collection, entry, ...attributes });
    if (!known.fields || fields === undefined) return ability.can(action, thing);
    return fields.every((field) => ability.can(action, thing, field));
  };
}

function caslRule({ effect, actions, resources, fields, conditions }: Grant): RawRuleOf<MongoAbility> {
  const [type = '', collection, entry] = (resources[0] as string).split(':');
  const hasFields = actions.some((action) => action === 'content.create' || action === 'content.update');
  return {
    inverted: effect === 'deny',
    action: [...actions],
    subject: type,
    ...(fields !== undefined && hasFields ? { fields: [...fields] } : {}),
    conditions: {
      collection,
      ...(entry === '*' ? {} : { entry }),
      ...(conditions?.own ? { owner_id: keyId } : {}),
      ...(conditions?.status ? { status: { $in: [...conditions.status] } } : {}),
    },
  };
}

/** The comparison is fair only if both do the same work. */
function requireAgreement(requests: readonly DecisionRequest[], one: Decider, other: Decider): void {
  const differing = requests.filter((request) => one(request) !== other(request));
  if (differing.length > 0) throw new Error(`The deciders differ: ${JSON.stringify(differing[0])}`);
}

function decisionsPerSecond(requests: readonly DecisionRequest[], decider: Decider): number {
  const expected = requests.filter(decider).length;
  const start = performance.now();
  let [passes, allowed, elapsed] = [0, 0, 0];
  do {
    for (const request of requests) if (decider(request)) allowed += 1;
    passes += 1;
    elapsed = performance.now() - start;
  } while (elapsed < roundMilliseconds);
  // Also keeps the compiler from leaving out work whose answer nobody reads.
  if (allowed !== expected * passes) throw new Error('A decision changed while it was measured.');
  return ((passes * requests.length) / elapsed) * 1000;
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] as number;
}

if (import.meta.main) {
  const { rows } = await measure();
  console.table(
    rows.map((row) => ({ ...row, value: row.value >= 100 ? Math.round(row.value) : row.value.toPrecision(3) })),
  );
}
