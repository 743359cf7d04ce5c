import { z } from 'zod';

const roles = {
  SUPERADMIN: 'superadmin',
  ADMIN: 'admin',
  TENANT_ADMIN: 'client_admin',
  MEMBER: 'user',
  NONE: 'viewer',
  ANONYMOUS: 'viewer',
} as const;

/** The canonical role in LusterCMS's words. */
export const toRole = (role: keyof typeof roles): (typeof roles)[keyof typeof roles] => roles[role];

export const User = z
  .object({
    id: z.int(),
    email: z.string().nullable(),
    role: z.enum(['superadmin', 'admin', 'client_admin', 'user', 'viewer']),
  })
  .meta({ title: 'User', description: 'A user.' });
