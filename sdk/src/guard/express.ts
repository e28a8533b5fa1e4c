import type { NextFunction, Request, RequestHandler, Response } from 'express';
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

/** What an allowed request finds in `response.locals`. */
export interface GuardedLocals extends Permitted, Record<string, unknown> {}

/** What an identified request finds in `response.locals`. */
export interface IdentifiedLocals extends Identified, Record<string, unknown> {}

type TestHandler<Locals extends Record<string, unknown>> = (
  request: Request,
  response: Response<unknown, Locals>,
  next: NextFunction,
) => unknown;

/** What a guard takes, and who answers test credentials. */
export interface ExpressGuardOptions extends GuardOptions {
  /**
   * Answers allowed requests made with a test credential, instead of the handlers that follow: the live ones never see
   * them, unless it calls `next()`. Absent: test credentials are refused with 403 `wrong_environment`.
   */
  readonly onTestRequest?: TestHandler<GuardedLocals>;
}

type Guarding<Locals extends Record<string, unknown>> = RequestHandler<
  Request['params'],
  unknown,
  unknown,
  Request['query'],
  Locals
>;

/** A guard whose requirements are each a middleware. */
export interface ExpressGuard extends Pick<Guard, 'record' | 'close'> {
  /**
   * Lets a request pass if its credential may do the action on what `target` names, and puts `principal` and `decision`
   * into `response.locals`. Everything else is answered here, as the contract's problem details.
   */
  requirePermission(action: string, target: (request: Request) => Target | Promise<Target>): Guarding<GuardedLocals>;
  /** Lets a request pass if its credential is valid, whatever that may do, and puts `identity` into `response.locals`. */
  requireIdentity(options?: { readonly onTestRequest?: TestHandler<IdentifiedLocals> }): Guarding<IdentifiedLocals>;
}

/**
 * Guards an Express API with the decisions of the service, asked for on every request.
 *
 * @example
 * import express from 'express';
 * import { createExpressGuard } from '@latchkey/sdk/guard/express';
 *
 * const { requirePermission } = createExpressGuard({ client });
 * const mayUpdate = requirePermission('content.update', ({ params }) => ({
 *   workspace: 'acme',
 *   resource: `content:posts:${params.slug}`,
 * }));
 * express().put('/posts/:slug', mayUpdate, (_request, response) => void response.send(response.locals.principal.name));
 */
export function createExpressGuard({ onTestRequest, ...options }: ExpressGuardOptions): ExpressGuard {
  const guard = createGuard(options);
  return {
    record: guard.record,
    close: guard.close,
    requirePermission: (action, target) => (request, response, next) => {
      const question = { action, target: () => target(request), handlesTest: onTestRequest !== undefined };
      const verdict = guard.judge(guardedNodeRequest(request), question);
      carryOut(verdict, { request, response, next }, onTestRequest);
    },
    requireIdentity:
      ({ onTestRequest } = {}) =>
      (request, response, next) => {
        const verdict = guard.identify(guardedNodeRequest(request), { handlesTest: onTestRequest !== undefined });
        carryOut(verdict, { request, response, next }, onTestRequest);
      },
  };
}

interface Exchange<Locals extends Record<string, unknown>> {
  readonly request: Request;
  readonly response: Response<unknown, Locals>;
  readonly next: NextFunction;
}

/** Express 4 does not look at promises: what goes wrong is handed to `next` here. */
function carryOut<Known extends object, Locals extends Known & Record<string, unknown>>(
  reaching: Promise<VerdictOf<Known>>,
  { request, response, next }: Exchange<Locals>,
  onTestRequest: TestHandler<Locals> | undefined,
): void {
  reaching
    .then(async (verdict) => {
      if (verdict.outcome === 'refused') {
        const { status, headers, problem } = verdict.refusal;
        response.writeHead(status, headers).end(JSON.stringify(problem));
        return;
      }
      Object.assign(response.locals, verdict.known);
      if (verdict.outcome === 'allowed') next();
      else await onTestRequest?.(request, response, next);
    })
    .catch(next);
}
