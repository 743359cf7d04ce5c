import { customAlphabet } from 'nanoid';
import { ulid } from 'ulidx';

const base62 = customAlphabet('0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz', 16);

/** `tnt_` and 16 base62 characters: the public id of a tenant, as ScaiKey shows it. */
export const newTenantId = (): string => `tnt_${base62()}`;

/** `prt_` and 16 base62 characters: the public id of a reseller, ScaiKey's partner. */
export const newAdminId = (): string => `prt_${base62()}`;

/** `usr_` and a ULID: the public id of a user, as exd shows it. */
export const newUserId = (): string => `usr_${ulid()}`;

/** The shape of a user's public id, from exd's documentation. */
export const userIdPattern = /^usr_[0-9A-HJKMNP-TV-Z]{26}$/;

/** A ULID that names one request in every answer and log line. */
export const newRequestId = (): string => ulid();
