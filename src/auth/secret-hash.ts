import { createHash } from 'node:crypto';

/** What the database knows a secret of ours by. Each has 256 random bits, so a plain hash cannot be guessed backwards. */
export const hashSecret = (secret: string): string => createHash('sha256').update(secret).digest('hex');
