import type { Context, MiddlewareHandler } from 'hono';
import {
  createGuard,
  type Guard,
  type GuardedRequest,
  type GuardOptions,
  type Identified,
  type Permitted,
  type Target,
  type VerdictOf,
} from './core.ts';

export type { GuardOptions, Target };

/** What an allowed request finds with `c.get` or in `c.var`. */
export interface GuardedEnv {
  Variables: Permitted;
}

/** What an identified request finds with `c.get` or in `c.var`. */
export interface IdentifiedEnv {
  Variables: Identified;
}

type TestHandler<Env extends object> = (context: Context<Env>) => Response | Promise<Response>;

/** What a guard takes, and who answers test credentials. */
export interface HonoGuardOptions extends GuardOptions {
  /**
   * Answers allowed requests made with a test credential, instead of the handlers that follow: the live ones never see
   * them. Absent: test credentials are refused with 403 `wrong_environment`.
   */
  readonly onTestRequest?: TestHandler<GuardedEnv>;
}

/** A guard whose requirements are each a middleware. */
export interface HonoGuard extends Pick<Guard, 'record' | 'close'> {
  /**
   * Lets a request pass if its credential may do the action on what `target` names, and sets `principal` and `decision`.
   * Everything else is answered here, as the contract's problem details.
   */
  requirePermission<Path extends string>(
    action: string,
    target: (context: Context<GuardedEnv, Path>) => Target | Promise<Target>,
  ): MiddlewareHandler<GuardedEnv, Path>;
  /** Lets a request pass if its credential is valid, whatever that may do, and sets `identity`. */
  requireIdentity(options?: { readonly onTestRequest?: TestHandler<IdentifiedEnv> }): MiddlewareHandler<IdentifiedEnv>;
}

/**
 * Guards a Hono API with the decisions of the service, asked for on every request.
 *
 * @example
 * import { createHonoGuard } from '@latchkey/sdk/guard/hono';
 * import { Hono } from 'hono';
 *
 * const { requirePermission } = createHonoGuard({ client });
 * const mayUpdate = requirePermission<'/posts/:slug'>('content.update', ({ req }) => ({
 *   workspace: 'acme',
 *   resource: `content:posts:${req.param('slug')}`,
 * }));
 * new Hono().put('/posts/:slug', mayUpdate, (c) => c.text(c.var.principal.name));
 */
export function createHonoGuard({ onTestRequest, ...options }: HonoGuardOptions): HonoGuard {
  const guard = createGuard(options);
  return {
    record: guard.record,
    close: guard.close,
    requirePermission: (action, target) => async (context, next) => {
      const question = { action, target: () => target(context), handlesTest: onTestRequest !== undefined };
      const verdict = await guard.judge(guardedFetchRequest(context.req.raw), question);
      if (verdict.outcome === 'refused') return answerOf(verdict);
      context.set('principal', verdict.known.principal);
      context.set('decision', verdict.known.decision);
      if (verdict.outcome === 'allowed') return next();
      return onTestRequest?.(context);
    },
    requireIdentity:
      ({ onTestRequest } = {}) =>
      async (context, next) => {
        const handlesTest = onTestRequest !== undefined;
        const verdict = await guard.identify(guardedFetchRequest(context.req.raw), { handlesTest });
        if (verdict.outcome === 'refused') return answerOf(verdict);
        context.set('identity', verdict.known.identity);
        if (verdict.outcome === 'allowed') return next();
        return onTestRequest?.(context);
      },
  };
}

/** `Headers` joins the lines of one name by commas, which stand in no credential. Cookies are read with theirs. */
const guardedFetchRequest = ({ method, headers }: Request): GuardedRequest => ({
  method,
  headerValues: (name) => {
    const value = headers.get(name);
    if (value === null) return [];
    return ['authorization', 'x-api-key', 'token'].includes(name) ? value.split(', ') : [value];
  },
});

const answerOf = ({ refusal }: Extract<VerdictOf<unknown>, { readonly outcome: 'refused' }>): Response =>
  new Response(JSON.stringify(refusal.problem), { status: refusal.status, headers: refusal.headers });
