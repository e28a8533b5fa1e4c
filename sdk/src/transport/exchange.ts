/** A request whose body is text, so that it can be sent again as it is. */
export interface Outgoing {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
}

/** One request to one answer. The transport is built from functions of this shape that wrap one another. */
export type Exchange = (request: Outgoing) => Promise<Response>;
