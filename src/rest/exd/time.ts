/** Points in time without a fraction of a second. */
export const toTime = (time: string): string => time.replace(/\.\d+(?=Z$)/, '');
