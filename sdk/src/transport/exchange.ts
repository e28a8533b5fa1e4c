/** A request as ky takes it, so that it can be sent again as it is. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  /** Members without a value are not sent. */
  readonly searchParams?: Record<string, string | number | boolean | undefined> | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly json?: unknown;
  /** What is not JSON. */
  readonly body?: string;
}

/** One request to one answer. The transport is built from functions of this shape that wrap one another. */
export type Exchange = (request: Outgoing) => Promise<Response>;
