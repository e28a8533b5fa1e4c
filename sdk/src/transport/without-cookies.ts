/**
 * Cookies stay out of it. Followed, a redirect could carry a credential to another host; the service has none. Cloudflare's
 * workers have no cookies and refuse to hear of them, or of redirects that are errors.
 */
export const withoutCookies: RequestInit = {
  redirect: 'manual',
  ...('credentials' in Request.prototype && { credentials: 'omit' }),
};
