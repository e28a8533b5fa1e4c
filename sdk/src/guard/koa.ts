import type { DefaultContext, DefaultState, Middleware, ParameterizedContext } from 'koa';
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

/** What an allowed request finds in `ctx.state`. */
export interface GuardedState extends Permitted {}

/** What an identified request finds in `ctx.state`. */
export interface IdentifiedState extends Identified {}

type TestHandler<State> = (ctx: ParameterizedContext<State>) => unknown;

/** What a guard takes, and who answers test credentials. */
export interface KoaGuardOptions extends GuardOptions {
  /**
   * Answers allowed requests made with a test credential, instead of the handlers that follow: the live ones never see
   * them. Absent: test credentials are refused with 403 `wrong_environment`.
   */
  readonly onTestRequest?: TestHandler<GuardedState>;
}

/** A guard whose requirements are each a middleware. */
export interface KoaGuard extends Pick<Guard, 'record' | 'close'> {
  /**
   * Lets a request pass if its credential may do the action on what `target` names, and puts `principal` and `decision`
   * into `ctx.state`. Everything else is answered here, as the contract's problem details.
   */
  requirePermission<State, Extension>(
    action: string,
    target: (ctx: ParameterizedContext<State, Extension>) => Target | Promise<Target>,
  ): Middleware<State & GuardedState, Extension>;
  /** Lets a request pass if its credential is valid, whatever that may do, and puts `identity` into `ctx.state`. */
  requireIdentity<State = DefaultState, Extension = DefaultContext>(options?: {
    readonly onTestRequest?: TestHandler<IdentifiedState>;
  }): Middleware<State & IdentifiedState, Extension>;
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
    record: guard.record,
    close: guard.close,
    requirePermission: (action, target) => async (ctx, next) => {
      const handlesTest = onTestRequest !== undefined;
      const question = { action, target: () => target(ctx), handlesTest };
      return carryOut(await guard.judge(guardedNodeRequest(ctx.req), question), ctx, next, onTestRequest);
    },
    requireIdentity:
      ({ onTestRequest } = {}) =>
      async (ctx, next) => {
        const handlesTest = onTestRequest !== undefined;
        return carryOut(await guard.identify(guardedNodeRequest(ctx.req), { handlesTest }), ctx, next, onTestRequest);
      },
  };
}

function carryOut<Known extends object>(
  verdict: VerdictOf<Known>,
  ctx: Pick<ParameterizedContext, 'status' | 'body' | 'set' | 'state'>,
  next: () => unknown,
  onTestRequest: TestHandler<Known> | undefined,
): unknown {
  if (verdict.outcome === 'refused') {
    const { status, headers, problem } = verdict.refusal;
    ctx.status = status;
    ctx.body = JSON.stringify(problem);
    ctx.set({ ...headers });
    return;
  }
  Object.assign(ctx.state, verdict.known);
  return verdict.outcome === 'allowed' ? next() : onTestRequest?.(ctx as ParameterizedContext<Known>);
}
