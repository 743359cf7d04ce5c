import type { Faces } from '../fastapi.js';

/** How the refusals of the domain look, each as `{"detail": …}`. */
export const faces = {
  CREDENTIALS_INVALID: [401, 'Could not validate credentials'],
  TENANT_DEACTIVATED: [403, 'Organization is suspended'],
  TENANT_EXPIRED: [403, 'Organization subscription has expired'],
  PATH_MISMATCH: [400, 'admin_id does not match path'],
  REQUEST_UNKNOWN: [404, 'Registration request not found'],
  GROUP_UNKNOWN: [404, 'Partner group not found'],
  ADMIN_UNKNOWN: [404, 'Admin not found'],
  USER_UNKNOWN: [404, 'User not found'],
  SLUG_TAKEN: [409, 'Organization slug already taken'],
  SLUG_RESERVED: [409, 'Organization slug is reserved'],
  PLATFORM_ADMIN: [409, (_params, message) => message],
  GROUP_NAME_TAKEN: [409, 'Partner group name already taken'],
  ADMIN_TENANT_LIMIT: [409, 'Admin has as many organizations as it may have'],
  ORGANIZATION_UNKNOWN: [404, 'Organization not found'],
  DOMAIN_TAKEN: [409, 'Custom domain already taken'],
  POOL_INSUFFICIENT: [400, 'Insufficient admin credits'],
  LIMIT_BELOW_USE: [400, 'Credit limit is below the credits already used'],
  ROOT_TENANT: [409, 'The platform organization cannot be suspended'],
  WRONG_STATE: [409, ({ status }, message) => (status === undefined ? message : `Organization is already ${status}`)],
  NOTIFICATION_UNKNOWN: [404, 'Notification not found'],
} satisfies Faces;
