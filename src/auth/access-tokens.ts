import { randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, importJWK, jwtVerify, SignJWT, type CryptoKey, type JWK } from 'jose';
import { AppError } from '../errors.js';

/** Access tokens live a quarter of an hour. */
export const accessTokenSeconds = 15 * 60;

const audience = 'tenantry';
const type = 'at+jwt';
const maxTokenCharacters = 4096;

/** What a token says of its bearer. Only `sub` and `tenant_id` are believed; the rest is for clients and routing. */
export interface AccessClaims {
  /** The user's public id. */
  readonly sub: string;
  readonly email: string;
  readonly role: string;
  /** The slug of the tenant that the session is for, as fullstackhero's clients expect it. */
  readonly tenant?: string;
  readonly tenant_id?: string;
  /** The legacy API that the session was opened through; `rest/routing.ts` reads it. */
  readonly api?: string;
}

/** A key pair as it is stored. */
export interface KeyPair {
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
  private constructor(
    private readonly issuer: string,
    private readonly signer: { readonly kid: string; readonly key: CryptoKey },
    private readonly verifiers: ReadonlyMap<string, CryptoKey>,
  ) {}

  /** The first pair signs; every pair verifies. */
  static async from(issuer: string, pairs: readonly [KeyPair, ...KeyPair[]]): Promise<AccessTokens> {
    const load = async (jwk: JWK): Promise<CryptoKey> => (await importJWK(jwk, 'EdDSA')) as CryptoKey;
    const verifiers = new Map<string, CryptoKey>();
    for (const pair of pairs) verifiers.set(pair.kid, await load(pair.publicJwk));
    return new AccessTokens(issuer, { kid: pairs[0].kid, key: await load(pairs[0].privateJwk) }, verifiers);
  }

  issue(claims: AccessClaims, expiresAt: Date): Promise<string> {
    return new SignJWT({ ...claims })
      .setProtectedHeader({ alg: 'EdDSA', kid: this.signer.kid, typ: type })
      .setIssuer(this.issuer)
      .setAudience(audience)
      .setIssuedAt()
      .setExpirationTime(expiresAt)
      .setJti(randomUUID())
      .sign(this.signer.key);
  }

  /** @throws UNAUTHENTICATED for anything but a token of ours that is in force */
  async verify(token: string): Promise<AccessClaims> {
    try {
      if (token.length > maxTokenCharacters) throw new Error('The token is too long.');
      const { payload } = await jwtVerify<AccessClaims>(token, ({ kid }) => this.keyOf(kid), {
        algorithms: ['EdDSA'],
        issuer: this.issuer,
        audience,
        typ: type,
        requiredClaims: ['sub', 'iat', 'exp', 'jti'],
      });
      return payload;
    } catch (cause) {
      throw new AppError('UNAUTHENTICATED', 'The token is invalid or has expired.', {
        reason: 'CREDENTIALS_INVALID',
        cause,
      });
    }
  }

  private keyOf(kid: string | undefined): CryptoKey {
    const key = kid === undefined ? undefined : this.verifiers.get(kid);
    if (!key) throw new Error('The key is not ours.');
    return key;
  }
}
