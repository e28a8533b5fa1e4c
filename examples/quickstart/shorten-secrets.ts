/** The wire format of every opaque secret: kind, perhaps an environment, then 38 characters (openapi/token-format.md). */
const opaqueSecret = /\b([a-z][a-z0-9]*_(?:live_|test_)?[0-9A-Za-z]{4})[0-9A-Za-z]{34}\b/g;
const secretMember = /("(?:password|setup_token)": ")[^"]*/g;

/** Leaves enough of each secret to recognise it, and too little to use it. */
export const shortenSecrets = (text: string): string =>
  text.replaceAll(opaqueSecret, '$1…').replaceAll(secretMember, '$1…');
