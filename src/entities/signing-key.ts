import { defineEntity, p } from '@mikro-orm/core';
import { SealedText } from './sealed-text.js';

export const SigningKeyTable = defineEntity({
  name: 'SigningKey',
  tableName: 'signing_key',
  properties: {
    kid: p.text().primary(),
    publicJwk: p.json<Record<string, unknown>>(),
    /** The private JWK, sealed with the encryption key. */
    sealedPrivateJwk: p.type(SealedText),
    createdAt: p.datetime(3),
  },
});

/** A key pair that signs access tokens. */
export class SigningKey extends SigningKeyTable.class {}

SigningKeyTable.setClass(SigningKey);
