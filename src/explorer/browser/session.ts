import { ask, Refusal } from './gateway.js';

/** Who a token belongs to. */
interface Viewer {
  readonly email: string | null;
  readonly name: string | null;
  readonly role: string;
}

interface Tokens {
  readonly accessToken: string;
  /** None for a token that was pasted. */
  readonly refreshToken?: string;
  /** By this browser's clock. */
  readonly renewAt?: number;
}

type Pair = Required<Pick<Tokens, 'accessToken' | 'refreshToken'>>;

const pair = 'accessToken refreshToken';
const storageKey = 'tenantry:session';

/** How long a token is good for, by its own claims: the clocks of the browser and the gateway may differ. */
const lifetime = (token: string): number => {
  const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
  const { exp, iat } = JSON.parse(atob(payload)) as { exp: number; iat: number };
  return (exp - iat) * 1000;
};

const renewable = (tokens: Pair): Tokens => ({ ...tokens, renewAt: Date.now() + lifetime(tokens.accessToken) * 0.8 });

/**
 * The session of a page. It lies in the tab's storage, so that it serves every page opened in this tab and ends with it.
 * Emits `change` when somebody else, or nobody, is logged in.
 */
export class Session extends EventTarget {
  viewer: Viewer | undefined;
  private tokens: Tokens | undefined;
  private renewal: Promise<void> | undefined;

  /** Takes up what the tab has kept. */
  async resume(): Promise<void> {
    const kept = sessionStorage.getItem(storageKey);
    if (kept === null) this.forget();
    else await this.begin(JSON.parse(kept) as Tokens).catch(() => undefined);
  }

  /** @throws Refusal for a wrong pair */
  async logIn(email: string, password: string): Promise<void> {
    const query = `mutation ($email: String!, $password: String!) { login(email: $email, password: $password) { ${pair} } }`;
    await this.begin(renewable(await ask<Pair>({ query, variables: { email, password } }, 'login')));
  }

  /** Uses a token that was made elsewhere, until it ends. @throws Refusal for one that is not good */
  async use(accessToken: string): Promise<void> {
    await this.begin({ accessToken });
  }

  /** Ends what was begun here; a pasted token is only forgotten, for it may serve others. */
  async logOut(): Promise<void> {
    const { accessToken = '', refreshToken } = this.tokens ?? {};
    this.forget();
    if (refreshToken !== undefined) await ask({ query: 'mutation { logout }' }, 'logout', `Bearer ${accessToken}`);
  }

  /** The header of a request, with a token that is good for a while longer. */
  async authorization(): Promise<string | undefined> {
    const { renewAt = Infinity } = this.tokens ?? {};
    if (Date.now() > renewAt) await (this.renewal ??= this.renew().finally(() => (this.renewal = undefined)));
    return this.tokens && `Bearer ${this.tokens.accessToken}`;
  }

  /** A refresh token is good for one use, so there is one renewal at a time and its result is kept at once. */
  private async renew(): Promise<void> {
    const query = `mutation ($token: String!) { refreshToken(token: $token) { ${pair} } }`;
    try {
      this.keep(renewable(await ask<Pair>({ query, variables: { token: this.tokens?.refreshToken } }, 'refreshToken')));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.forget();
    }
  }

  private async begin(tokens: Tokens): Promise<void> {
    this.keep(tokens);
    try {
      const viewer = await ask<Viewer>(
        { query: '{ viewer { email name role } }' },
        'viewer',
        await this.authorization(),
      );
      this.belongsTo(this.tokens && viewer);
    } catch (error) {
      this.forget();
      throw error;
    }
  }

  private keep(tokens: Tokens): void {
    this.tokens = tokens;
    sessionStorage.setItem(storageKey, JSON.stringify(tokens));
  }

  private forget(): void {
    this.tokens = undefined;
    sessionStorage.removeItem(storageKey);
    this.belongsTo(undefined);
  }

  private belongsTo(viewer: Viewer | undefined): void {
    this.viewer = viewer;
    this.dispatchEvent(new Event('change'));
  }
}
