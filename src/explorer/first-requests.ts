import type { DialectName } from '../rest/endpoint.js';

const json = (body: string): string => [`-H 'Content-Type: application/json'`, `-d '${body}'`].join(' \\\n  ');

const authorized = '-H "Authorization: Bearer $TOKEN"';

const curl = (...parts: readonly string[]): string => `curl -s ${parts.join(' \\\n  ')}`;

/** Logs in and keeps the token in the shell, for the requests below. */
export const logIn = (origin: string): string => {
  const request = curl(
    `${origin}/api/auth/login`,
    json('{"email":"admin@example.com","password":"correct horse battery"}'),
  );
  return `TOKEN=$(${request} \\\n  | sed 's/.*"access_token":"\\([^"]*\\)".*/\\1/')`;
};

/** Makes a tenant through each legacy API, in words that it documents. */
export const firstRequests = (origin: string): Readonly<Record<DialectName, string>> => ({
  scaikey: curl(
    `${origin}/api/v1/admin/tenants/`,
    authorized,
    json('{"name":"Acme Corp","contact_email":"it@acme.example"}'),
  ),
  exd: curl(
    `${origin}/api/v1/tenants`,
    authorized,
    json('{"slug":"globex","login_mode":"email_domain","email_domain":"globex.example"}'),
  ),
  fullstackhero: curl(
    `${origin}/api/v1/tenants`,
    authorized,
    `-H 'tenant: root'`,
    json(
      '{"id":"initech","name":"Initech","adminEmail":"admin@initech.example","adminPassword":"a long password","issuer":"https://initech.example"}',
    ),
  ),
  lustercms: curl(
    `${origin}/api/tenants/register`,
    json('{"email":"user@example.com","password":"securepassword","company_name":"Umbrella"}'),
  ),
});

/** Lists what all of them have made. */
export const listTenants = (origin: string): string =>
  curl(
    `${origin}/graphql`,
    authorized,
    json('{"query":"{ tenants(first: 10) { nodes { slug displayName status } totalCount } }"}'),
  );
