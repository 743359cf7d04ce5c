import { createHash, createHmac, createPublicKey, generateKeyPairSync, sign, type KeyObject } from 'node:crypto';
import { CompactEncrypt } from 'jose';

type Json = Record<string, unknown>;

/** A good token in its parts, with the key that signs it. */
export interface Original {
  readonly header: Json;
  readonly payload: Json;
  readonly key: KeyObject;
}

/** Whatever is changed is signed with the issuer's own key unless another is given, so that nothing else is wrong with it. */
interface Changes {
  readonly header?: Json;
  readonly payload?: Json;
  readonly key?: KeyObject;
}

/** Tokens that nobody may accept, by what is wrong with them. */
export type Forgeries = Readonly<Record<string, string>>;

const encodeText = (text: string | Buffer): string => Buffer.from(text).toString('base64url');
const encode = (value: unknown): string => encodeText(JSON.stringify(value));
const decode = (part: string): Json => JSON.parse(Buffer.from(part, 'base64url').toString()) as Json;
const soon = (seconds: number): number => Math.floor(Date.now() / 1000) + seconds;

const signatureOf = (key: KeyObject, input: string, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): string =>
  sign(key.asymmetricKeyType === 'ec' ? 'sha256' : null, Buffer.from(input), { key, dsaEncoding }).toString(
    'base64url',
  );

const signed = (key: KeyObject, head: string, body: string): string =>
  `${head}.${body}.${signatureOf(key, `${head}.${body}`)}`;

/** A token's header and payload, and the key that it was signed with. */
export const originalOf = (token: string, key: KeyObject): Original => {
  const [head = '', body = ''] = token.split('.');
  return { header: decode(head), payload: decode(body), key };
};

/** The original, with something changed. */
export const remade = (original: Original, { header, payload, key = original.key }: Changes = {}): string =>
  signed(key, encode({ ...original.header, ...header }), encode({ ...original.payload, ...payload }));

type Table = readonly (readonly [name: string, token: string])[];

const each = <Value>(name: string, values: readonly Value[], token: (value: Value) => string): Table =>
  values.map((value) => [`${name} ${JSON.stringify(value)}`, token(value)]);

/** Every form in which a public key is known, as somebody may take it for the secret of an HMAC. */
const publicForms = (key: KeyObject): Readonly<Record<string, Buffer | string>> => {
  const pub = createPublicKey(key);
  const jwk = pub.export({ format: 'jwk' }) as Record<string, string>;
  const { crv, kty, x = '', y } = jwk;
  const members = y === undefined ? { crv, kty, x } : { crv, kty, x, y };
  const pem = pub.export({ type: 'spki', format: 'pem' }) as string;
  return {
    'the JWK': JSON.stringify(jwk),
    'the PEM': pem,
    'the PEM without its last line break': pem.trimEnd(),
    'the DER': pub.export({ type: 'spki', format: 'der' }),
    'the bytes of x': Buffer.from(x, 'base64url'),
    'the text of x': x,
    'the thumbprint': createHash('sha256').update(JSON.stringify(members)).digest(),
    'the text of the thumbprint': createHash('sha256').update(JSON.stringify(members)).digest('base64url'),
    nothing: '',
  };
};

const withHmac = ({ header, payload }: Original, bits: string, secret: Buffer | string, changes: Json = {}): string => {
  const input = `${encode({ ...header, alg: `HS${bits}`, ...changes })}.${encode(payload)}`;
  return `${input}.${createHmac(`sha${bits}`, secret).update(input).digest('base64url')}`;
};

const algorithms = (original: Original): Table => {
  const { header, payload, key } = original;
  const unsigned = (alg: unknown): string => `${encode({ ...header, alg })}.${encode(payload)}.`;
  const confused = ['256', '384', '512'].flatMap((bits) =>
    Object.entries({ ...publicForms(key), 'the kid': String(header['kid']) }).map(
      ([form, secret]) => [`HS${bits} with ${form}`, withHmac(original, bits, secret)] as const,
    ),
  );
  return [
    ...confused,
    ...each('no signature and the alg', ['none', 'None', 'NONE', 'nOnE', 'none ', '', null, header['alg']], unsigned),
    ...each(
      'a signature and the alg',
      [
        'none',
        '',
        null,
        undefined,
        1,
        [header['alg']],
        String(header['alg']).toLowerCase(),
        'RS256',
        'ES384',
        'HS256',
        'constructor',
      ],
      (alg) => remade(original, { header: { alg } }),
    ),
  ];
};

const keys = (original: Original, lure: string): Table => {
  const isElliptic = original.key.asymmetricKeyType === 'ec';
  const { privateKey: key } = isElliptic
    ? generateKeyPairSync('ec', { namedCurve: 'P-256' })
    : generateKeyPairSync('ed25519');
  const jwk = createPublicKey(key).export({ format: 'jwk' });
  const x5c = [createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64')];
  const strange = (header: Json, payload: Json = {}): string => remade(original, { key, header, payload });
  const kids = [
    ...['', '../../../../../../dev/null', '/etc/passwd', 'keys/../encryption.key', `${lure}/keys`, 'file:///dev/null'],
    ...[
      "' or '1'='1",
      "x' union select 'AAAA' --",
      "'; drop table signing_key; --",
      '*',
      '%',
      '\u0000',
      '$(id)',
      '| id',
    ],
    ...['constructor', '__proto__', 'toString', null, 1, {}, { $ne: null }, [original.header['kid']]],
  ];
  return [
    ['a stranger’s key', strange({})],
    ['a stranger’s key, embedded', strange({ jwk })],
    ['a stranger’s key, embedded without a kid', strange({ jwk, kid: undefined })],
    ['a stranger’s key, as a certificate', strange({ x5c })],
    ...each('a stranger’s key at the', ['jku', 'x5u', 'jwks_uri', 'iss'], (name) =>
      strange({ [name]: `${lure}/${name}`, kid: 'lure' }),
    ),
    [
      'a stranger’s key, at addresses in the payload',
      strange({ kid: 'lure' }, { jku: lure, jwks_uri: lure, iss: lure }),
    ],
    ...each('a stranger’s key and the kid', [...kids, undefined], (kid) => strange({ kid })),
    ...each('the kid', kids, (kid) => remade(original, { header: { kid } })),
    ['an HMAC with an empty file for its key', withHmac(original, '256', '', { kid: '../../../../../../dev/null' })],
  ];
};

const headers = (original: Original): Table => {
  const made = (header: Json): string => remade(original, { header });
  return [
    ...each(
      'the typ',
      ['JWT', undefined, '', 'JOSE', 'id+jwt', 'rt+jwt', 'dpop+jwt', 'at+jwt ', 'text/at+jwt', 1, ['at+jwt']],
      (typ) => made({ typ }),
    ),
    ...each('crit', [['exp2'], ['exp'], ['alg'], [], 'exp', null, ['b64', 'b64'], [1]], (crit) =>
      made({ crit, exp2: 1 }),
    ),
    ['a payload that is said to be unencoded', made({ b64: false, crit: ['b64'] })],
    ...each('an unencoded payload and crit', [['b64'], undefined], (crit) =>
      signed(original.key, encode({ ...original.header, b64: false, crit }), '{"sub":"x"}'),
    ),
    ['encoded claims that are critical and unknown', made({ crit: ['zip'], zip: 'DEF' })],
    [
      'the making of an ID token',
      remade(original, { header: { typ: 'JWT' }, payload: { nonce: 'n', at_hash: 'AAAA', auth_time: soon(0) } }),
    ],
  ];
};

const claims = (original: Original, lure: string): Table => {
  const made = (payload: Json): string => remade(original, { payload });
  const { iss, aud } = original.payload as { iss: string; aud: string };
  const issuers = [
    ...[`${iss}/`, iss.toUpperCase(), ` ${iss}`, `${iss} `, `${iss}\u0000`, `${iss}#`, `${iss}?`, `${iss}.example.com`],
    ...[
      iss.replace(/[a-z]/, '\u0430'),
      iss.replace('t', '\uff54'),
      iss.normalize('NFD').concat('\u0301'),
      `x${iss}`,
      iss.slice(0, -1),
    ],
    ...['https://', 'ftp://', '//', 'http://evil.'].map((start) => iss.replace(/^(?:http:\/\/)?/, start)),
    ...[lure, `${lure}/`, '', null, undefined, 1, true, [iss], { iss }, 'constructor', '__proto__'],
  ];
  const audiences = [
    `${aud}/`,
    aud.toUpperCase(),
    `${aud} `,
    aud.slice(0, -1),
    `${aud},x`,
    'another',
    '',
    null,
    undefined,
    1,
    {},
    [],
    [[aud]],
    { 0: aud },
  ];
  return [
    ...each('the issuer', issuers, (value) => made({ iss: value })),
    ...each('the audience', audiences, (value) => made({ aud: value })),
    ...each('the end', [soon(-60), 0, -1, String(soon(600)), null, undefined, [soon(600)], true], (exp) =>
      made({ exp }),
    ),
    ...each('the start', [soon(600), String(soon(-60)), null, [0]], (nbf) => made({ nbf })),
    ...each('the time of issue', [undefined, null, 'now', [0], {}], (iat) => made({ iat })),
    ...each('the subject', [undefined, null, '', 1, true, [], {}, ['usr_1'], { $ne: null }], (sub) => made({ sub })),
    ['more than 8192 characters', made({ pad: 'x'.repeat(8192) })],
  ];
};

/** JSON that says something twice, or nothing that is an object. The last of two counts, as RFC 7519 allows. */
const documents = ({ header, payload, key }: Original): Table => {
  const [head, body] = [encode(header), encode(payload)];
  const last = (value: Json, more: string): string => encodeText(JSON.stringify(value).replace(/\}$/, `,${more}}`));
  const texts = ['[]', 'null', '1', '"x"', '', '{', '{}{}', 'undefined', "{'a':1}", '\ufeff{}', '{"a":1,}'];
  return [
    ...each('a payload twice with', ['"iss":"x"', '"aud":"x"', '"exp":1', '"sub":1', '"exp":1e999'], (more) =>
      signed(key, head, last(payload, more)),
    ),
    ...each('a header twice with', ['"alg":"none"', '"alg":"HS256"', '"kid":"x"', '"typ":"JWT"'], (more) =>
      signed(key, last(header, more), body),
    ),
    ...each('the payload', texts, (text) => signed(key, head, encodeText(text))),
    ...each('the header', texts, (text) => signed(key, encodeText(text), body)),
    ['a payload that is no UTF-8', signed(key, head, encodeText(Buffer.from([0x7b, 0xff, 0xfe, 0x7d])))],
  ];
};

const nextCharacter = (text: string): string => {
  const alphabet = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  return text.slice(0, -1) + (alphabet[alphabet.indexOf(text.at(-1) ?? '') ^ 1] ?? '');
};

const signatures = (original: Original): Table => {
  const { header, payload, key } = original;
  const [head = '', body = '', signature = ''] = remade(original).split('.');
  const other = remade(original, { payload: { other: true } }).split('.')[2] ?? '';
  const bytes = Buffer.from(signature, 'base64url').length;
  const raw = Object.entries({
    'of another payload': other,
    'of zeros': Buffer.alloc(bytes).toString('base64url'),
    'of ones': Buffer.alloc(bytes, 0xff).toString('base64url'),
    'of an r alone': Buffer.concat([
      Buffer.from(signature, 'base64url').subarray(0, bytes / 2),
      Buffer.alloc(bytes / 2),
    ]).toString('base64url'),
    'cut in half': signature.slice(0, signature.length / 2),
    'with a byte more': Buffer.concat([Buffer.from(signature, 'base64url'), Buffer.alloc(1)]).toString('base64url'),
    'of the header alone': signatureOf(key, head),
    'of the payload alone': signatureOf(key, body),
    'with padding': `${signature}==`,
    'with a bit that decoders drop': nextCharacter(signature),
    'with an encoded line break': `${signature.slice(0, 10)}%0A${signature.slice(10)}`,
    'with a space': `${signature.slice(0, 10)} ${signature.slice(10)}`,
    'with a letter of Latin-1': `${signature.slice(0, -1)}é`,
    'in plain base64': Buffer.from(signature, 'base64url').toString('base64'),
    'in hexadecimal': Buffer.from(signature, 'base64url').toString('hex'),
    ...(key.asymmetricKeyType === 'ec' ? { 'in DER': signatureOf(key, `${head}.${body}`, 'der') } : {}),
  });
  return [
    ...raw.map(([name, value]) => [`a signature ${name}`, `${head}.${body}.${value}`] as const),
    ['a changed payload', `${head}.${encode({ ...payload, other: true })}.${signature}`],
    ['a changed header', `${encode({ ...header, other: true })}.${body}.${signature}`],
  ];
};

const shapes = (original: Original): Table => {
  const whole = remade(original);
  const [head = '', body = '', signature = ''] = whole.split('.');
  return [
    ['one segment', head],
    ['two segments', `${head}.${body}`],
    ['four segments', `${whole}.${signature}`],
    ['no header', `.${body}.${signature}`],
    ['no payload', `${head}..${signature}`],
    ['no signature', `${head}.${body}.`],
    ['dots alone', '..'],
    ['a dot in front', `.${whole}`],
    ['a dot behind', `${whole}.`],
    ['its segments in another order', `${body}.${head}.${signature}`],
    ['padding in its header', `${head}=.${body}.${signature}`],
    ['padding in its payload', `${head}.${body}=.${signature}`],
    ['a second encoding', encodeText(whole)],
    ['quotes', `"${whole}"`],
    ['an encoded dot', whole.replace('.', '%2E')],
    ['another token behind a comma', `${whole},${whole}`],
    ['another token behind a space', `${whole} ${whole}`],
    ['a word for it', 'token'],
    ['JSON serialization', JSON.stringify({ payload: body, protected: head, signature })],
  ];
};

/** To the public key, as if it were a secret. */
const encrypted = async ({ header, payload, key }: Original): Promise<Table> => {
  const { x = '' } = createPublicKey(key).export({ format: 'jwk' }) as { x?: string };
  const inside = [JSON.stringify(payload), remade({ header, payload, key })];
  const tokens = inside.map((text) =>
    new CompactEncrypt(Buffer.from(text))
      .setProtectedHeader({ ...header, alg: 'dir', enc: 'A256GCM' })
      .encrypt(Buffer.from(x, 'base64url')),
  );
  const [claims = '', nested = ''] = await Promise.all(tokens);
  return [
    ['encryption', claims],
    ['encryption around it', nested],
  ];
};

/**
 * Forgeries of a good token, and good tokens with something odd.
 * @param lure an address that nobody must ask
 */
export const forgeriesOf = async (original: Original, lure: string): Promise<Forgeries> =>
  Object.fromEntries([
    ...algorithms(original),
    ...keys(original, lure),
    ...headers(original),
    ...claims(original, lure),
    ...documents(original),
    ...signatures(original),
    ...shapes(original),
    ...(await encrypted(original)),
  ]);
