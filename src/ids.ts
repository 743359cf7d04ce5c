import { randomFillSync } from 'node:crypto';
import { customAlphabet } from 'nanoid';
import { ulid } from 'ulidx';

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const base62 = customAlphabet(alphabet, 16);

/** `tnt_` and 16 base62 characters: the public id of a tenant, as ScaiKey shows it. */
export const newTenantId = (): string => `tnt_${base62()}`;

/** `prt_` and 16 base62 characters: the public id of a reseller, ScaiKey's partner. */
export const newAdminId = (): string => `prt_${base62()}`;

/** `usr_` and a ULID: the public id of a user, as exd shows it. */
export const newUserId = (): string => `usr_${ulid()}`;

/** `tok_` and 16 base62 characters: the public id of a service token, which is no secret. */
export const newApiTokenId = (): string => `tok_${base62()}`;

/** `app_` and 16 base62 characters: the id of an OAuth client, as ScaiKey names its applications. */
export const newClientId = (): string => `app_${base62()}`;

/** 43 base62 characters, which are 256 random bits. */
export const newSecret: () => string = customAlphabet(alphabet, 43);

/** The shape of a user's public id, from exd's documentation. */
export const userIdPattern = /^usr_[0-9A-HJKMNP-TV-Z]{26}$/;

const pool = new Uint8Array(4096);
let left = 0;

/** A random number from 0 to 1, exclusive, with as much chance in it as one sign of a ULID holds; asked of the system in bulk. */
const random = (): number => {
  if (left === 0) {
    randomFillSync(pool);
    left = pool.length;
  }
  left -= 1;
  return (pool[left] ?? 0) / 256;
};

/** A ULID that names one request in every answer and log line. */
export const newRequestId = (): string => ulid(undefined, random);
