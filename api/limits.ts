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

/** How long something lasts: one number and one unit. */
export const DURATION: NameRule = {
  pattern: /^[1-9][0-9]{0,4}[dhms]$/,
  maxLength: 6,
  description: 'a duration such as 90d, 24h, 30m or 45s',
};
