/** One request to one answer. The transport is built from functions of this shape that wrap one another. */
export type Exchange = (request: Request) => Promise<Response>;
