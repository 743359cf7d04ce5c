import { z } from 'zod';
import { broken } from '../../violations.js';
import { maxInt } from '../graphql.js';

/** An integer in a path. Every number fits; one that nothing can have leads where nothing is. */
export const pathInteger = () =>
  z
    .string()
    .refine((digits) => /^[+-]?\d+$/.test(digits), broken('PARSE', 'must be an integer', { expected: 'integer' }))
    .transform((digits) => (Number(digits) > 0 && Number(digits) <= maxInt ? Number(digits) : 0))
    .meta({ type: 'integer' });
