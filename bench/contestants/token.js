import { importJWK, jwtVerify } from 'jose';

const { kid, ...jwk } = JSON.parse(process.env.PUBLIC_JWK);
const key = await importJWK(jwk, 'EdDSA');

/** What every contestant but tenantry asks of a bearer: a signature of ours, in force, with the right issuer and audience. */
export const verify = async (authorization = '') => {
  const { payload } = await jwtVerify(authorization.replace(/^Bearer /i, ''), key, {
    algorithms: ['EdDSA'],
    issuer: 'tenantry',
    audience: 'tenantry',
    typ: 'at+jwt',
  });
  return payload;
};
