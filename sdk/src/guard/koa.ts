import type { Context, Middleware, ParameterizedContext } from 'koa';
import type { AllowedDecision, Principal } from '../generated/types.gen.ts';
import { createGuard, type GuardOptions, type Target } from './core.ts';
import type { GuardedRequest } from './presented-credential.ts';
import type { Refusal } from './refusal.ts';

export type { GuardOptions, Target };

/** What an allowed request finds in `ctx.state`. */
export interface GuardedState {
  /** Who is calling, by which credential, in which environment. */
  principal: Principal;
  /** Which grant allowed it. */
  decision: AllowedDecision;
}

export interface KoaGuardOptions extends GuardOptions {
  /**
   * Answers allowed requests made with a test credential, instead of the handlers that follow: the live ones never see
   * them. Absent: test credentials are refused with 403 `wrong_environment`.
   */
  readonly onTestRequest?: (ctx: ParameterizedContext<GuardedState>) => unknown;
}

export interface KoaGuard {
  /**
   * Lets a request pass if its credential may do the action on what `target` names, and puts `principal` and `decision`
   * into `ctx.state`. Everything else is answered here, as the contract's problem details.
   */
  requirePermission<State, Extension>(
    action: string,
    target: (ctx: ParameterizedContext<State, Extension>) => Target | Promise<Target>,
  ): Middleware<State & GuardedState, Extension>;
}

/**
 * Guards a Koa API with the decisions of the service, asked for on every request.
 *
 * @example
 * const { requirePermission } = createKoaGuard({ client: createClient({ baseUrl, credentials: { apiToken: serviceKey } }) });
 * app.use(requirePermission('content.update', (ctx) => ({ workspace: 'acme', resource: `content:posts:${ctx.query.slug}` })));
 */
export function createKoaGuard({ onTestRequest, ...options }: KoaGuardOptions): KoaGuard {
  const guard = createGuard(options);
  return {
    requirePermission: (action, target) => async (ctx, next) => {
      const verdict = await guard.judge(guardedRequest(ctx.req), {
        action,
        target: () => target(ctx),
        handlesTest: onTestRequest !== undefined,
      });
      if (verdict.outcome === 'refused') return answer(ctx, verdict.refusal);
      const { principal, decision } = verdict;
      Object.assign(ctx.state as object, { principal, decision });
      return verdict.outcome === 'allowed' ? next() : onTestRequest?.(ctx);
    },
  };
}

/** Node keeps only the first of two Authorization headers; the raw list shows them all. */
const guardedRequest = ({ method = 'GET', rawHeaders }: Context['req']): GuardedRequest => ({
  method,
  headerValues: (name) =>
    rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === name),
});

function answer(
  ctx: Pick<ParameterizedContext, 'status' | 'body' | 'set'>,
  { status, headers, problem }: Refusal,
): void {
  ctx.status = status;
  ctx.body = JSON.stringify(problem);
  ctx.set({ ...headers });
}
