/** Whatever looks like one of our tokens, or is said to be a credential. */
const SECRETS = /\bmcpj_[cua]_[\w-]+|\b(?:Bearer|Basic)\s+[\w.~+/=-]{8,}/gi;
/** A password within a URL. */
const URL_PASSWORD = /(\b[a-z][a-z0-9+.-]*:\/\/[^\s:/@]*):[^\s/@]+@/gi;

/** The last line of defence of the log: nothing should write a secret there in the first place. */
export function scrub(text: string): string {
  return text.replace(SECRETS, '***').replace(URL_PASSWORD, '$1:***@');
}
