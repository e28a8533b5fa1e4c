import type { FastifyReply, FastifyRequest } from 'fastify';
import {
  createGuard,
  type Guard,
  type GuardOptions,
  type Identified,
  type Permitted,
  type Target,
  type VerdictOf,
} from './core.ts';
import { guardedNodeRequest } from './node-request.ts';

export type { GuardOptions, Target };

type TestHandler<Known> = (request: FastifyRequest, reply: FastifyReply, known: Known) => unknown;

/** What a guard takes, and who answers test credentials. */
export interface FastifyGuardOptions extends GuardOptions {
  /**
   * Answers allowed requests made with a test credential, with what it returns, instead of the route's handler: the live one
   * never sees them. Absent: test credentials are refused with 403 `wrong_environment`.
   */
  readonly onTestRequest?: TestHandler<Permitted>;
}

/** For `preHandler`, or `onRequest` where the body need not be known. */
export type FastifyHook = (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>;

/** A guard whose requirements are each a hook. */
export interface FastifyGuard extends Pick<Guard, 'record' | 'close'> {
  /**
   * Lets a request pass if its credential may do the action on what `target` names. Everything else is answered here, as the
   * contract's problem details.
   */
  requirePermission(action: string, target: (request: FastifyRequest) => Target | Promise<Target>): FastifyHook;
  /** Lets a request pass if its credential is valid, whatever that may do. */
  requireIdentity(options?: { readonly onTestRequest?: TestHandler<Identified> }): FastifyHook;
  /**
   * Who makes a request that `requirePermission` has let pass, and which grant allowed it.
   * @throws {TypeError} for any other request: a route that forgot its guard has no caller
   */
  permitted(request: FastifyRequest): Permitted;
  /**
   * Who makes a request that `requireIdentity` has let pass.
   * @throws {TypeError} for any other request
   */
  identified(request: FastifyRequest): Identified;
}

/**
 * Guards a Fastify API with the decisions of the service, asked for on every request.
 *
 * @example
 * import { createFastifyGuard } from '@latchkey/sdk/guard/fastify';
 * import Fastify from 'fastify';
 *
 * const { requirePermission, permitted } = createFastifyGuard({ client });
 * const preHandler = requirePermission('content.update', ({ params }) => ({
 *   workspace: 'acme',
 *   resource: `content:posts:${(params as { slug: string }).slug}`,
 * }));
 * Fastify().put('/posts/:slug', { preHandler }, async (request) => permitted(request).principal.name);
 */
export function createFastifyGuard({ onTestRequest, ...options }: FastifyGuardOptions): FastifyGuard {
  const guard = createGuard(options);
  const permitted = new WeakMap<FastifyRequest, Permitted>();
  const identified = new WeakMap<FastifyRequest, Identified>();
  return {
    record: guard.record,
    close: guard.close,
    requirePermission: (action, target) => async (request, reply) => {
      const question = { action, target: () => target(request), handlesTest: onTestRequest !== undefined };
      const verdict = await guard.judge(guardedFastifyRequest(request), question);
      return carryOut(verdict, { request, reply, passed: permitted }, onTestRequest);
    },
    requireIdentity:
      ({ onTestRequest } = {}) =>
      async (request, reply) => {
        const verdict = await guard.identify(guardedFastifyRequest(request), {
          handlesTest: onTestRequest !== undefined,
        });
        return carryOut(verdict, { request, reply, passed: identified }, onTestRequest);
      },
    permitted: (request) => knownOf(permitted, request),
    identified: (request) => knownOf(identified, request),
  };
}

/** A request that was injected, without a socket, has no raw list of its headers. */
const guardedFastifyRequest = ({ method, raw, headers }: FastifyRequest) =>
  guardedNodeRequest({
    method,
    rawHeaders:
      raw.rawHeaders ??
      Object.entries(headers).flatMap(([name, value]) => [value ?? []].flat().flatMap((one) => [name, one])),
  });

interface Exchange<Known> {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly passed: WeakMap<FastifyRequest, Known>;
}

async function carryOut<Known extends object>(
  verdict: VerdictOf<Known>,
  { request, reply, passed }: Exchange<Known>,
  onTestRequest: TestHandler<Known> | undefined,
): Promise<unknown> {
  if (verdict.outcome === 'refused') {
    const { status, headers, problem } = verdict.refusal;
    // As bytes: to text Fastify adds a charset, which `application/problem+json` does not have.
    return reply
      .code(status)
      .headers(headers)
      .send(new TextEncoder().encode(JSON.stringify(problem)));
  }
  passed.set(request, verdict.known);
  if (verdict.outcome === 'allowed') return;
  const simulated = await onTestRequest?.(request, reply, verdict.known);
  return reply.sent ? reply : reply.send(simulated);
}

function knownOf<Known>(passed: WeakMap<FastifyRequest, Known>, request: FastifyRequest): Known {
  const known = passed.get(request);
  if (known === undefined) throw new TypeError('This request has passed no guard that tells who makes it.');
  return known;
}
