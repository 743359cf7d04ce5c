import { z } from 'zod';

/** On every body, failures included. */
export const RequestId = z.string().describe('The id of the request, the same as in `X-Request-Id`.');

export const exampleRequestId = '01HV5XK1EFQT8N3JRDCP7MW04A';
