import { importJWK, type CryptoKey, type JWK } from 'jose';

/** How long a client may keep a copy of the published keys. */
export const publishedKeysSeconds = 5 * 60;

/** A new key is published for so long before it signs: by then every copy has expired, and every process knows it. */
const publishedFirstMilliseconds = 2 * publishedKeysSeconds * 1000;

/** No token lives longer, so a key that has not signed for so long is done. */
const longestTokenMilliseconds = 60 * 60 * 1000;

/** An unknown key id makes the ring read the keys again, but not more often than this. */
const rereadMilliseconds = 10_000;

/** A key pair as it is kept. Only the private half that signs is ever opened. */
export interface StoredKey {
  readonly kid: string;
  readonly publicJwk: JWK;
  readonly createdAt: Date;
  openPrivateJwk(): JWK;
}

interface Signer {
  readonly kid: string;
  readonly key: CryptoKey;
}

/**
 * Which of the keys signs, and which still verify: the signer is the newest that has been published for long enough,
 * or the oldest where none has. Everything follows from when each was made, so that processes need not agree on more.
 * @param keys newest first
 */
export const keysInUse = <Key extends { readonly createdAt: Date }>(
  keys: readonly Key[],
  now: number,
): { signer: Key | undefined; verifiers: readonly Key[] } => {
  const signsFrom = ({ createdAt }: Key): number => createdAt.getTime() + publishedFirstMilliseconds;
  const published = keys.findIndex((key) => signsFrom(key) <= now);
  // A key signs until the next one does; what it signed last lives for a token's life after that.
  const verifiers = keys.filter((_key, index) => {
    const next = keys[index - 1];
    return next === undefined || signsFrom(next) + longestTokenMilliseconds > now;
  });
  return { signer: keys.at(published), verifiers };
};

const importKey = async (jwk: JWK): Promise<CryptoKey> => (await importJWK(jwk, 'EdDSA')) as CryptoKey;

/** The keys of access tokens, ready for use. Each is imported once. */
export class KeyRing {
  private signing: Signer | undefined;
  private verifiers: ReadonlyMap<string, { readonly key: CryptoKey; readonly jwk: JWK }> = new Map();
  private readAt = 0;
  private reading: Promise<void> | undefined;

  private constructor(private readonly stored: () => Promise<readonly StoredKey[]>) {}

  /**
   * @param stored reads the keys that there are, newest first
   * @throws whatever a private key throws that cannot be opened
   */
  static async open(stored: () => Promise<readonly StoredKey[]>): Promise<KeyRing> {
    const ring = new KeyRing(stored);
    await ring.refresh();
    return ring;
  }

  get signer(): Signer {
    if (!this.signing) throw new Error('There is no signing key.');
    return this.signing;
  }

  /** The public keys as JWKS shows them, the next one to sign included. */
  get published(): readonly JWK[] {
    return [...this.verifiers].map(([kid, { jwk }]) => ({ ...jwk, kid, alg: 'EdDSA', use: 'sig' }));
  }

  /** The public key of that id. Another process may have made one that is not known here yet. */
  async verifier(kid: string): Promise<CryptoKey | undefined> {
    const known = this.verifiers.get(kid);
    if (known || Date.now() < this.readAt + rereadMilliseconds) return known?.key;
    await this.refresh();
    return this.verifiers.get(kid)?.key;
  }

  /** Reads the keys again, and lets time pass on them. Who asks meanwhile waits for the same answer. */
  refresh(): Promise<void> {
    this.reading ??= this.read().finally(() => {
      this.reading = undefined;
    });
    return this.reading;
  }

  private async read(): Promise<void> {
    this.readAt = Date.now();
    const { signer, verifiers } = keysInUse(await this.stored(), Date.now());
    const entries = verifiers.map(async ({ kid, publicJwk: jwk }) => {
      const key = this.verifiers.get(kid)?.key ?? (await importKey(jwk));
      return [kid, { key, jwk }] as const;
    });
    if (signer && signer.kid !== this.signing?.kid) {
      this.signing = { kid: signer.kid, key: await importKey(signer.openPrivateJwk()) };
    }
    this.verifiers = new Map(await Promise.all(entries));
  }
}
