/** One header as it goes over the wire: spelling, order and repetition are kept. */
export type Header = readonly [name: string, value: string];

/** A request exactly as it is to be sent: nothing is normalised, so that a wrong request can be sent on purpose. */
export interface WireRequest {
  readonly method: string;
  /** Raw request target: path and query, already percent-encoded. */
  readonly path: string;
  readonly headers: readonly Header[];
  readonly body?: string | Uint8Array;
}

export interface WireAnswer {
  readonly status: number;
  readonly headers: readonly Header[];
  readonly body: Uint8Array;
}

export interface Exchange {
  readonly request: WireRequest;
  readonly answer: WireAnswer;
  readonly durationMilliseconds: number;
}

/** All values of a header, in the order received. Names compare without case (RFC 9110 §5.1). */
export const headerValues = (message: { readonly headers: readonly Header[] }, name: string): readonly string[] =>
  message.headers.filter(([key]) => key.toLowerCase() === name.toLowerCase()).map(([, value]) => value);

/** The header's value, repeated lines joined as RFC 9110 §5.3 allows; undefined if absent. */
export const header = (message: { readonly headers: readonly Header[] }, name: string): string | undefined => {
  const values = headerValues(message, name);
  return values.length === 0 ? undefined : values.join(', ');
};

/** The media type without parameters, lower-case; undefined if there is none. */
export const mediaType = (message: { readonly headers: readonly Header[] }): string | undefined =>
  header(message, 'content-type')?.split(';')[0]?.trim().toLowerCase();

export const bodyText = (answer: WireAnswer): string => new TextDecoder().decode(answer.body);

/** The parsed JSON body, or undefined when it is not UTF-8 JSON. */
export const bodyJson = (answer: WireAnswer): unknown => {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(answer.body));
  } catch {
    return undefined;
  }
};

export const withHeader = (request: WireRequest, name: string, value: string): WireRequest => ({
  ...withoutHeader(request, name),
  headers: [...withoutHeader(request, name).headers, [name, value]],
});

export const withoutHeader = (request: WireRequest, name: string): WireRequest => ({
  ...request,
  headers: request.headers.filter(([key]) => key.toLowerCase() !== name.toLowerCase()),
});

export const withBody = (request: WireRequest, body: string | Uint8Array): WireRequest => ({ ...request, body });
