/** The name of a plan, as the system spells it. */
export const isPlanKey = (text: string): boolean => /^[a-z0-9][a-z0-9-]{0,62}[a-z0-9]$/.test(text);

/** What its validator says of another name. */
export const planKeyRefusal = 'Plan key must be a lowercase slug (a-z, 0-9, hyphen).';
