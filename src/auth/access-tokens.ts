import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import { z } from 'zod';
import { fromDatabase } from '../database-errors.js';
import { AppError } from '../errors.js';
import type { ClientClaims } from './clients.js';
import type { KeyRing } from './key-ring.js';
import { credentialsInvalid } from './viewer.js';

/** Access tokens live a quarter of an hour. */
export const accessTokenSeconds = 15 * 60;

const audience = 'tenantry';
const type = 'at+jwt';
const maxTokenCharacters = 4096;

/** What a token says of its bearer. */
export interface AccessClaims {
  /** The user's public id. */
  readonly sub: string;
  readonly email: string;
  readonly role: string;
  /** The slug of the tenant that the session is for, as fullstackhero's clients expect it. */
  readonly tenant?: string;
  readonly tenant_id?: string;
  /** The session that the token ends with, if it was issued to one. */
  readonly sid?: string;
  /** The legacy API that the session was opened through; `rest/routing.ts` reads it. */
  readonly api?: string;
}

/** Every id that we give out. */
const id = z.string().regex(/^[\w-]{1,64}$/);

/** JSON can write a time that never comes. */
const end = z.number();

/** What a token has to say to be believed; the rest is for clients and routing. */
const client = z.object({
  aud: z.tuple([z.literal(audience), id]),
  sub: id,
  client_id: id,
  scope: z.string(),
  exp: end,
});
const user = z.object({
  aud: z.literal(audience),
  sub: id,
  client_id: z.undefined().optional(),
  tenant_id: id.optional(),
  sid: id.optional(),
  exp: end,
});
const believed = z.union([client, user]);

/** Whose token it is: a client's, or a user's. */
export type Believed = z.output<typeof believed>;

/** A new key pair. */
interface KeyPair {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly privateJwk: JWK;
}

/** A new Ed25519 pair with a random key id. */
export const generateSigningKey = async (): Promise<KeyPair> => {
  const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true });
  return { kid: randomUUID(), publicJwk: await exportJWK(publicKey), privateJwk: await exportJWK(privateKey) };
};

/** Issues and checks the gateway's own access tokens: EdDSA, a fixed issuer and audience, keys by id. */
export class AccessTokens {
  constructor(
    readonly issuer: string,
    readonly keys: KeyRing,
  ) {}

  issue(claims: AccessClaims | ClientClaims, expiresAt: Date): Promise<string> {
    const { kid, key } = this.keys.signer;
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid, typ: type })
      .setIssuer(this.issuer)
      .setAudience('client_id' in claims ? [audience, claims.client_id] : audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(key);
  }

  /**
   * @throws UNAUTHENTICATED for anything but a token of ours that is in force
   * @throws UNAVAILABLE where the keys had to be read and could not be
   */
  async verify(token: string): Promise<Believed> {
    try {
      if (token.length > maxTokenCharacters) throw new Error('The token is too long.');
      const { payload } = await jwtVerify(token, ({ kid }) => this.keyOf(kid), {
        algorithms: ['EdDSA'],
        issuer: this.issuer,
        audience,
        typ: type,
        requiredClaims: ['sub', 'iat', 'exp', 'jti'],
      });
      return believed.parse(payload);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw credentialsInvalid(cause);
    }
  }

  private async keyOf(kid: unknown): Promise<CryptoKey> {
    if (typeof kid !== 'string') throw new Error('The key has no name.');
    const key = await this.keys.verifier(kid).catch((error: unknown) => {
      throw fromDatabase(error);
    });
    if (!key) throw new Error('The key is not ours.');
    return key;
  }
}
