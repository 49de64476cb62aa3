/** What names may look like and how long values may be; checked by server and CLI alike. */
export interface NameRule {
  pattern: RegExp;
  maxLength: number;
  /** The rule in words, for error messages. */
  description: string;
}

export const SERVER_NAME: NameRule = {
  pattern: /^(?!.*__)[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9-])?$/,
  maxLength: 40,
  description:
    'up to 40 letters, digits, "_" and "-", beginning with a letter or digit, without "__" and not ending in "_"',
};

export const GROUP_NAME: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9_-]*$/,
  maxLength: 64,
  description: 'up to 64 letters, digits, "_" and "-", beginning with a letter or digit',
};

export const IDENTITY_NAME: NameRule = {
  pattern: /^[A-Za-z0-9][A-Za-z0-9._@+-]*$/,
  maxLength: 128,
  description: 'up to 128 letters, digits, ".", "_", "@", "+" and "-", beginning with a letter or digit',
};

/** A token that an administrator chose: visible ASCII without white space (it may be a JWT). */
export const CUSTOM_TOKEN: NameRule & { minLength: number } = {
  pattern: /^[\x21-\x7e]+$/,
  minLength: 8,
  maxLength: 4096,
  description: '8 to 4096 visible ASCII characters without white space',
};

/** The longest that a token stays good after its rotation: a year. */
export const MAX_GRACE_SECONDS = 31_536_000;

/** How long something lasts: one number and one unit. */
export const DURATION: NameRule = {
  pattern: /^[1-9][0-9]{0,4}[dhms]$/,
  maxLength: 6,
  description: 'a duration such as 90d, 24h, 30m or 45s',
};

/** What a client is granted or denied: a name of a tool, prompt or resource, or a pattern of such names. */
export const GRANT_PATTERN: NameRule = {
  pattern: /^[^\p{Cc}\p{Cs}]+$/u,
  maxLength: 255,
  description: 'up to 255 characters, none of them a control character',
};

/** What a group lists: a name of a tool or prompt, or a URI. */
export const ITEM_NAME: NameRule = {
  pattern: /^[^\p{Cc}\p{Cs}]+$/u,
  maxLength: 2048,
  description: 'up to 2048 characters, none of them a control character',
};

/** Requests a minute. */
export const MAX_RATE_LIMIT_RPM = 1_000_000;

/** What an upstream is sent as `Authorization: Bearer`. */
export const BEARER_TOKEN: NameRule = {
  pattern: /^[\x21-\x7e]+$/,
  maxLength: 16_384,
  description: 'visible ASCII characters without white space',
};

/** What an authorization server knows a client by (RFC 6749, appendix A.1), or proves it with. */
export const OAUTH_CLIENT: NameRule = {
  pattern: /^[\x20-\x7e]+$/,
  maxLength: 2048,
  description: 'up to 2048 visible ASCII characters',
};

/** RFC 6749, section 3.3. */
export const OAUTH_SCOPE: NameRule = {
  pattern: /^[\x21\x23-\x5b\x5d-\x7e]+$/,
  maxLength: 256,
  description: 'up to 256 visible ASCII characters without white space, quotes and backslashes',
};

export const MAX_OAUTH_SCOPES = 100;

/** In characters, whatever is described. */
export const MAX_DESCRIPTION_LENGTH = 10_000;
/** The longest that one call may take. */
export const MAX_TIMEOUT_SEC = 86_400;
/** How many grants of one kind a client may have. */
export const MAX_GRANTS = 1000;
