/** Why the server does not start, in a sentence for the person who starts it. Anything else that ends a start is a defect. */
export class StartRefused extends Error {
  override readonly name: string = 'StartRefused';
}
