/**
 * The session cookie (RFC 6265bis §4.1.3): `__Host-` binds it to this one host over https. A plain-http loopback issuer
 * cannot set such a cookie, so there, and only there, it has a plain name.
 */
export interface SessionCookie {
  readonly name: string;
  /** The `Set-Cookie` value that hands the token over. Without Max-Age it ends with the browser. */
  set(token: string): string;
  /** The `Set-Cookie` value that takes it back. */
  clear(): string;
}

export function sessionCookie(issuer: string): SessionCookie {
  const isSecure = issuer.startsWith('https:');
  const name = isSecure ? '__Host-session' : 'session';
  const attributes = `Path=/; HttpOnly; SameSite=Lax${isSecure ? '; Secure' : ''}`;
  return {
    name,
    set: (token) => `${name}=${token}; ${attributes}`,
    clear: () => `${name}=; ${attributes}; Max-Age=0`,
  };
}
