import { AppError, invalid } from '../errors.js';

/** Words that are paths in one of the legacy APIs, so that a tenant of that name could not be reached there. */
export const reservedSlugs: readonly string[] = ['theme', 'migrations', 'me', 'admin', 'api'];

/** Every slug of every dialect fits this: exd allows a trailing hyphen, ScaiKey a leading digit. */
export const slugPattern = /^[a-z0-9][a-z0-9-]{0,62}$/;

/**
 * @param field the input field that holds it
 * @throws INVALID where the text is no slug, or is one that a legacy API needs for itself
 */
export const assertSlug = (slug: string, field = 'slug'): void => {
  if (!slugPattern.test(slug)) {
    throw invalid({
      path: [field],
      code: 'PATTERN',
      pattern: slugPattern.source,
      message: 'A slug has 1 to 63 characters: lower-case letters, digits and hyphens, the first no hyphen',
    });
  }
  if (reservedSlugs.includes(slug)) {
    throw new AppError('INVALID', `The slug '${slug}' is reserved.`, {
      reason: 'SLUG_RESERVED',
      params: { slug },
      violations: [{ path: [field], code: 'RESERVED', message: `The slug '${slug}' is reserved` }],
    });
  }
};

/**
 * A slug made from a name: accents dropped, everything else that is no letter or digit becomes a hyphen.
 * A name without any Latin letter or digit gives the empty text, which is no slug.
 */
export const slugify = (name: string): string =>
  name
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .slice(0, 63)
    .replace(/^-+|-+$/g, '');
