import { createLocalJWKSet, errors, type CryptoKey, type JSONWebKeySet, type JWTVerifyGetKey } from 'jose';
import { z } from 'zod';
import type { TrustedIssuer } from '../config/trusted-issuers.js';
import { AppError } from '../errors.js';
import type { Telemetry } from '../telemetry.js';
import { fetchJson } from './fetch-json.js';

/** Keys are asked for again after so long. A key that its issuer withdraws is believed no longer. */
const freshMilliseconds = 10 * 60_000;

/** An issuer that does not answer is believed by the keys it had for so long. */
const staleMilliseconds = 60 * 60_000;

/** No issuer is asked more often, whatever came of it and whoever sends tokens with key ids that nobody knows. */
const coolDownMilliseconds = 10_000;

const metadata = z.object({ issuer: z.string(), jwks_uri: z.url() });

/** OpenID Connect Discovery. What it names must be the issuer's own: configuration named no other origin. */
const discover = async (issuer: string): Promise<URL> => {
  const document = metadata.parse(
    await fetchJson(new URL(`${issuer.replace(/\/$/, '')}/.well-known/openid-configuration`)),
  );
  const address = new URL(document.jwks_uri);
  if (document.issuer !== issuer) throw new Error('The metadata are those of another issuer.');
  if (address.origin !== new URL(issuer).origin) throw new Error('The metadata name keys of another origin.');
  return address;
};

type KeySet = ReturnType<typeof createLocalJWKSet>;

/** The public keys of a trusted issuer, read when they are needed and kept for a while. */
export class IssuerKeys {
  private keys: KeySet | undefined;
  private readAt = -Infinity;
  private askedAt = -Infinity;
  private asking: Promise<void> | undefined;

  constructor(
    private readonly issuer: TrustedIssuer,
    private readonly telemetry: Telemetry,
  ) {}

  /**
   * The key that a token names, for jose.
   * @throws UNAVAILABLE where the issuer's keys cannot be had; whatever jose throws where none of them fits
   */
  readonly find: JWTVerifyGetKey = async (header, token): Promise<CryptoKey> => {
    if (this.age > freshMilliseconds) await this.ask();
    try {
      return await this.known()(header, token);
    } catch (error) {
      if (!(error instanceof errors.JWKSNoMatchingKey)) throw error;
      // The issuer may have made one that is not known here yet.
      await this.ask();
      return this.known()(header, token);
    }
  };

  private get age(): number {
    return Date.now() - this.readAt;
  }

  private known(): KeySet {
    if (this.keys && this.age <= staleMilliseconds) return this.keys;
    throw new AppError('UNAVAILABLE', 'The issuer of the token does not answer. Try again shortly.');
  }

  /** Who asks meanwhile waits for the same answer. */
  private ask(): Promise<void> {
    if (this.asking === undefined && Date.now() < this.askedAt + coolDownMilliseconds) return Promise.resolve();
    this.asking ??= this.read().finally(() => {
      this.asking = undefined;
    });
    return this.asking;
  }

  private async read(): Promise<void> {
    const { issuer, jwksUri } = this.issuer;
    this.askedAt = Date.now();
    try {
      const address = jwksUri === undefined ? await discover(issuer) : new URL(jwksUri);
      this.keys = createLocalJWKSet((await fetchJson(address)) as JSONWebKeySet);
      this.readAt = Date.now();
    } catch (error) {
      this.telemetry.emit({ type: 'issuer-failed', issuer, error });
    }
  }
}
