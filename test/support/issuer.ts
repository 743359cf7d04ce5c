import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK, type JWTPayload } from 'jose';

/** A server that answers as it is told and remembers which paths it was asked for. */
export class Listener {
  readonly hits: string[] = [];
  answer: (request: IncomingMessage, response: ServerResponse) => void = (_request, response) => {
    response.writeHead(404).end();
  };
  private readonly server = createServer((request, response) => {
    this.hits.push(request.url ?? '');
    this.answer(request, response);
  });

  protected constructor() {
    // Made by `open`, once it listens.
  }

  static async open(): Promise<Listener> {
    return new Listener().listen();
  }

  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.server.close();
    this.server.closeAllConnections();
  }

  protected async listen(): Promise<this> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return this;
  }
}

/** Answers with a JSON document. */
export const json =
  (document: unknown): Listener['answer'] =>
  (_request, response) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(document));
  };

export const keysPath = '/keys';
export const metadataPath = '/.well-known/openid-configuration';

/** A key pair of an issuer. */
export interface IssuerKey {
  readonly kid: string;
  readonly alg: string;
  readonly publicJwk: JWK;
  readonly privateKey: CryptoKey;
}

const newKey = async (kid: string, alg: string): Promise<IssuerKey> => {
  const { publicKey, privateKey } = await generateKeyPair(alg, { extractable: true });
  return { kid, alg, privateKey, publicJwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } };
};

/** An identity provider with its keys and its metadata behind real HTTP. */
export class Issuer extends Listener {
  /** The one that signs comes last. */
  keys: IssuerKey[] = [];

  static override async open(alg = 'ES256'): Promise<Issuer> {
    const issuer = await new Issuer().listen();
    await issuer.rotate(alg);
    issuer.answer = issuer.usual;
    return issuer;
  }

  /** As an identity provider does. */
  readonly usual: Listener['answer'] = (request, response) => {
    const document =
      request.url === metadataPath ? { issuer: this.url, jwks_uri: `${this.url}${keysPath}` } : this.jwks;
    json(document)(request, response);
  };

  get jwks(): { keys: JWK[] } {
    return { keys: this.keys.map(({ publicJwk }) => publicJwk) };
  }

  get key(): IssuerKey {
    return this.keys.at(-1)!;
  }

  /** A new key instead of those before. */
  async rotate(alg = this.key.alg): Promise<void> {
    this.keys = [await newKey(`key-${this.hits.length}-${Math.random()}`, alg)];
  }

  /** How `TRUSTED_ISSUERS` names it. */
  trusted(fields: Record<string, unknown> = {}): Record<string, unknown> {
    return {
      ...{ issuer: this.url, jwksUri: `${this.url}${keysPath}` },
      ...{ audiences: ['tenantry-api'], algorithms: [this.key.alg], ...fields },
    };
  }

  /** What a good token says. */
  claims(email: string, claims: JWTPayload = {}): JWTPayload {
    const now = Math.floor(Date.now() / 1000);
    return {
      ...{ iss: this.url, aud: 'tenantry-api', sub: `sub of ${email}`, client_id: 'portal', jti: 'one' },
      ...{ iat: now, exp: now + 300, email, email_verified: true, ...claims },
    };
  }

  token(email: string, claims: JWTPayload = {}): Promise<string> {
    const { alg, kid, privateKey } = this.key;
    return new SignJWT(this.claims(email, claims)).setProtectedHeader({ alg, kid, typ: 'at+jwt' }).sign(privateKey);
  }
}
