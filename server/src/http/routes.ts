import { createRequire } from 'node:module';
import type { Layer, default as RouterClass } from '@koa/router';
import type { OperationId } from '../operation/operation.ts';

// Its build for ES modules imports `node:http`, which costs what `node-http.ts` tells; the one for CommonJS does not.
const Router: typeof RouterClass = createRequire(import.meta.url)('@koa/router');

export interface Route {
  readonly id: OperationId;
  /** The path's parameters, decoded. */
  readonly path: Readonly<Record<string, string>>;
}

export interface Routes {
  /** A route, or the methods that the path has instead, or undefined for an unknown path. */
  match(method: string, path: string): Route | { readonly allowed: readonly string[] } | undefined;
}

export interface RouteDeclaration {
  readonly id: OperationId;
  readonly method: string;
  /** An OpenAPI path template. */
  readonly path: string;
}

/** What a GET of these does beside answering, a token minted or an export recorded, would be a surprise of a HEAD. */
const withoutHead: readonly OperationId[] = ['exportAuditEvents', 'exportDeploymentAuditEvents', 'mintAccessToken'];

interface Template {
  readonly layer: Layer;
  /** The segments that are no parameters, the last one first: it is where templates differ. */
  readonly literals: readonly { readonly index: number; readonly text: string }[];
}

/**
 * Literal paths, the hot ones among them, are found by one look-up; templates are matched by @koa/router, case-sensitive
 * and without forgiving a trailing slash. It would try the pattern of every template, so it is shown only those that have
 * the path's segments. A method missing on a literal path never falls through to a template.
 */
export function createRoutes(declarations: readonly RouteDeclaration[]): Routes {
  const literals = new Map<string, Map<string, Route>>();
  const templates = new Router({ strict: true, sensitive: true });
  const templatesOfLength = new Map<number, Template[]>();
  const never = () => undefined;
  for (const { id, method, path } of declarations) {
    const methods = method === 'GET' && !withoutHead.includes(id) ? ['GET', 'HEAD'] : [method];
    if (path.includes('{')) {
      const layer = templates.register(path.replaceAll(/\{(\w+)\}/g, ':$1'), methods, never, { name: id });
      if (layer instanceof Router) throw new TypeError(`${path} is several paths`);
      // The router gives every GET a HEAD.
      layer.methods = methods;
      const segments = path.split('/');
      const alike = templatesOfLength.get(segments.length) ?? [];
      alike.push({ layer, literals: literalsOf(segments) });
      templatesOfLength.set(segments.length, alike);
    } else {
      const ofPath = literals.get(path) ?? new Map<string, Route>();
      for (const each of methods) ofPath.set(each, { id, path: {} });
      literals.set(path, ofPath);
    }
  }

  return {
    match(method, path) {
      const literal = literals.get(path);
      if (literal !== undefined) return literal.get(method) ?? { allowed: [...literal.keys(), 'OPTIONS'] };
      const segments = path.split('/');
      const matching = (templatesOfLength.get(segments.length) ?? [])
        .filter((template) => template.literals.every(({ index, text }) => segments[index] === text))
        .map(({ layer }) => layer)
        .filter((layer) => layer.match(path));
      if (matching.length === 0) return undefined;
      const layer = matching.find((candidate) => candidate.methods.includes(method));
      if (layer === undefined)
        return { allowed: [...new Set(matching.flatMap((candidate) => candidate.methods)), 'OPTIONS'] };
      return { id: layer.name as OperationId, path: parametersOf(layer, path) };
    },
  };
}

const literalsOf = (segments: readonly string[]) =>
  segments
    .map((text, index) => ({ index, text }))
    .filter(({ text }) => !text.includes('{'))
    .reverse();

const parametersOf = (layer: Layer, path: string): Record<string, string> => layer.params(path, layer.captures(path));
