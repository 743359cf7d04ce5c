/** More than fits into a request's headers beside others. */
const mostCharacters = 8192;

/** Whether base64url says nothing but its bytes: without padding, spaces and bits that decoders drop. */
const isCanonical = (part: string): boolean =>
  part !== '' && Buffer.from(part, 'base64url').toString('base64url') === part;

/**
 * Whether a token is written the one way that RFC 7515 gives a signed one: three parts in base64url. Decoders are more
 * generous, and would know the same token by many names.
 */
export const isCompactToken = (token: string): boolean =>
  token.length <= mostCharacters && token.split('.').length === 3 && token.split('.').every(isCanonical);
