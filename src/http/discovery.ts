import type { Express, Request } from 'express';
import type { AccessTokens } from '../auth/access-tokens.js';
import { publishedKeysSeconds } from '../auth/key-ring.js';
import { clientScopes } from '../entities/oauth-client.js';
import { cacheable } from './cacheable.js';

const keysPath = '/.well-known/jwks.json';
const tokenPath = '/oauth/token';
const metadataPath = '/.well-known/oauth-authorization-server';

const isAddress = (issuer: string): boolean => /^https?:\/\//.test(issuer) && URL.canParse(issuer);

/** RFC 8414. Clients reach the gateway at its issuer's address, or where this one did if the issuer is no address. */
const metadata =
  (issuer: string) =>
  (request: Request): object => {
    const origin = isAddress(issuer) ? new URL(issuer).origin : `${request.protocol}://${request.host}`;
    return {
      issuer,
      jwks_uri: `${origin}${keysPath}`,
      token_endpoint: `${origin}${tokenPath}`,
      token_endpoint_auth_methods_supported: ['client_secret_basic', 'client_secret_post', 'none'],
      grant_types_supported: ['client_credentials', 'refresh_token'],
      response_types_supported: [],
      scopes_supported: [...clientScopes],
    };
  };

/** The path of an issuer that has one stands behind the well-known part. */
const isMetadata = (issuer: string, path: string): boolean =>
  path === metadataPath ||
  (isAddress(issuer) && path === `${metadataPath}${new URL(issuer).pathname.replace(/\/$/, '')}`);

/** What others need to check our access tokens by themselves: the public keys, and the metadata that leads to them. */
export const mountDiscovery = (http: Express, { issuer, keys }: AccessTokens): void => {
  const show = cacheable(metadata(issuer), publishedKeysSeconds);
  http.get(
    keysPath,
    cacheable(() => ({ keys: keys.published }), publishedKeysSeconds),
  );
  http.use((request, response, next) => {
    if (['GET', 'HEAD'].includes(request.method) && isMetadata(issuer, request.path))
      void show(request, response, next);
    else next();
  });
};
