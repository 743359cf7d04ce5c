import { decodeJwt, jwtVerify, type JWTPayload } from 'jose';
import { z } from 'zod';
import { claimedRoles, type ClaimedRole, type TrustedIssuer } from '../config/trusted-issuers.js';
import { AppError } from '../errors.js';
import type { Telemetry } from '../telemetry.js';
import { IssuerKeys } from './issuer-keys.js';
import { credentialsInvalid } from './viewer.js';

/** Clocks differ. */
const tolerance = '30 seconds';

/** What a trusted issuer says of somebody. */
export interface Introduction {
  readonly issuer: TrustedIssuer;
  /** Verified by the issuer, in lower case. */
  readonly email: string;
  /** The strongest that the issuer's mapping makes of their claim. */
  readonly role: ClaimedRole | null;
  /** Minutes since they logged in there. */
  readonly age: number;
  /** When the token is out of force by its own words, in milliseconds since 1970. */
  readonly until: number;
}

/**
 * An e-mail is of ASCII alone here, so that no two different ones are equal in lower case; and numbers are finite, because
 * JSON can write a time that never comes.
 */
const believed = z.object({
  sub: z.string().min(1),
  email: z.email().max(254),
  email_verified: z.literal(true),
  iat: z.number(),
  exp: z.number(),
  auth_time: z.number().optional(),
});

const roleOf = ({ roles }: TrustedIssuer, payload: JWTPayload): ClaimedRole | null => {
  if (!roles) return null;
  const claimed = [payload[roles.claim]].flat();
  const given = Object.entries(roles.values).flatMap(([value, role]) => (claimed.includes(value) ? [role] : []));
  return claimedRoles.findLast((role) => given.includes(role)) ?? null;
};

const introduction = (issuer: TrustedIssuer, payload: JWTPayload): Introduction => {
  const { email, iat, exp, auth_time: loggedIn = iat } = believed.parse(payload);
  const age = (Date.now() / 1000 - loggedIn) / 60;
  return { issuer, email: email.toLowerCase(), role: roleOf(issuer, payload), age, until: exp * 1000 };
};

/** The issuer that a token says it is of. Nothing about it has been checked. */
const issuerOf = (token: string): string | undefined => {
  try {
    return decodeJwt(token).iss;
  } catch {
    return undefined;
  }
};

/** Checks the access tokens (RFC 9068) of the issuers that the configuration names. */
export class TrustedIssuers {
  private readonly trusted: ReadonlyMap<unknown, { readonly issuer: TrustedIssuer; readonly keys: IssuerKeys }>;

  constructor(issuers: readonly TrustedIssuer[], telemetry: Telemetry) {
    this.trusted = new Map(
      issuers.map((issuer) => [issuer.issuer, { issuer, keys: new IssuerKeys(issuer, telemetry) }] as const),
    );
  }

  /**
   * Whom a token introduces; undefined where it does not say that it is of one of these issuers.
   * @throws UNAUTHENTICATED where it is not, or is not in force
   * @throws UNAVAILABLE where the issuer's keys cannot be had
   */
  async verify(token: string): Promise<Introduction | undefined> {
    const named = this.trusted.get(issuerOf(token));
    if (!named) return undefined;
    const { issuer, keys } = named;
    try {
      const { payload } = await jwtVerify(token, keys.find, {
        algorithms: [...issuer.algorithms],
        issuer: issuer.issuer,
        audience: [...issuer.audiences],
        typ: 'at+jwt',
        requiredClaims: ['exp'],
        clockTolerance: tolerance,
      });
      return introduction(issuer, payload);
    } catch (cause) {
      if (cause instanceof AppError) throw cause;
      throw credentialsInvalid(cause);
    }
  }
}
