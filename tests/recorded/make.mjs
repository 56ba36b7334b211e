// Makes tokens.json (the jsonwebtoken and jose part), poc.json, claim_order.json and
// text_forms.json. Run it from a folder where `jsonwebtoken` and `jose` are installed:
//
//     node <this folder>/make.mjs
//
// then run make.py, which adds the PyJWT part to tokens.json. See README.md.
import { createHash } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
// The libraries are looked up from the working directory, not from this file's folder.
const require = createRequire(join(process.cwd(), 'x.js'));
const load = async (name) => {
  const path = require.resolve(name);
  let dir = dirname(path);
  let pkg;
  for (;;) {
    try {
      pkg = JSON.parse(readFileSync(join(dir, 'package.json'), 'utf8'));
      if (pkg.name === name) break;
    } catch {}
    const up = dirname(dir);
    if (up === dir) throw new Error(`no package.json of ${name}`);
    dir = up;
  }
  return [await import(pathToFileURL(path).href), `${name} ${pkg.version}`];
};
const [{ default: jsonwebtoken }, JSONWEBTOKEN] = await load('jsonwebtoken');
const [{ SignJWT }, JOSE] = await load('jose');

const IAT = 1606950493;
const EXP = 1606950498;
const FAR = 4102444800;
// Every call to the clock answers the same instant.
Date.now = () => IAT * 1000;

// make.py derives the same secrets.
const derive = (hash, label) => createHash(hash).update(label).digest();
const S32 = derive('sha256', 'recorded secret');
const S48 = derive('sha384', 'recorded secret');
const S64 = derive('sha512', 'recorded secret');
// Longer than the hash's block (64 bytes, 128 bytes): HMAC hashes such a key first.
const S96 = Buffer.concat([S32, S64]);
const S176 = Buffer.concat([S64, S48, S64]);

const part = (token, i) => Buffer.from(token.split('.')[i], 'base64url').toString('utf8');

// ---- tokens.json ------------------------------------------------------------------

const unicode = () => ({
  name: 'Zoë Müller',
  城市: '東京',
  emoji: '🔐👩‍👩‍👧',
  decomposed: 'e\u0301',
  rtl: 'שלום',
  escapes: '\u0000\b\t\n\f\r\u001f\u007f\u2028\u2029"\\/',
});
const nested = () => ({
  realm_access: { roles: ['offline_access', 'user'] },
  deep: { a: { b: { c: { d: [1, [2, [3, { e: null }]]] } } } },
  list: [],
  object: {},
  yes: true,
  no: false,
  nothing: null,
});
const registered = {
  iss: 'https://auth.example',
  sub: '42',
  aud: ['app-01', 'app-02'],
  exp: FAR,
  nbf: IAT,
  iat: IAT,
  jti: '7f1f6a52-3b58-4a0e-9d5c-1a2b3c4d5e6f',
};
const integers = { max: 9007199254740991, min: -9007199254740991, zero: 0 };
const fractions = { iat: 1606950493.25, nbf: 1606950493.5, exp: 1606950498.75 };

const tokens = [];
const record = (library, name, secret, token) => {
  const header = JSON.parse(part(token, 0));
  tokens.push({
    name,
    library,
    alg: header.alg,
    secret_hex: secret.toString('hex'),
    token,
    header,
    payload: JSON.parse(part(token, 1)),
  });
};

{
  const add = (name, secret, payload, options) =>
    record(JSONWEBTOKEN, `jsonwebtoken_${name}`, secret, jsonwebtoken.sign(payload, secret, options));
  const user = { username: 'testAdmin', role: 'admin' };
  add('hs256', S32, { ...user, iat: IAT }, { algorithm: 'HS256', expiresIn: '5s' });
  add('hs384', S48, { ...user, iat: IAT }, { algorithm: 'HS384', expiresIn: '5s' });
  add('hs512', S64, { ...user, iat: IAT }, { algorithm: 'HS512', expiresIn: '5s' });
  add('hs256_secret_over_block', S96, { sub: '42', iat: IAT, exp: FAR }, { algorithm: 'HS256' });
  add('hs512_secret_over_block', S176, { sub: '42', iat: IAT, exp: FAR }, { algorithm: 'HS512' });
  add('unicode', S32, { ...unicode(), iat: IAT, exp: FAR });
  add('nested', S32, { ...nested(), iat: IAT, exp: FAR });
  add('aud_string', S32, { iat: IAT }, { audience: 'app-01', expiresIn: 5 });
  add('aud_array', S32, { iat: IAT }, { audience: ['app-01', 'app-02'], expiresIn: 5 });
  add('kid', S32, { sub: '42', iat: IAT, exp: FAR }, { keyid: '2026-11' });
  add('extra_header', S64, { sub: '42', iat: IAT, exp: FAR }, {
    algorithm: 'HS512',
    keyid: '2026-11',
    header: { typ: 'at+jwt', 'x-tenant': 'app-01', 'x-object': { list: [1, true, null] } },
  });
  add('no_typ', S32, { sub: '42', iat: IAT, exp: FAR }, { header: { typ: undefined } });
  add('registered', S48, registered, { algorithm: 'HS384' });
  add('big_integer', S32, { ...integers, iat: IAT, exp: FAR });
  add('fractional_times', S32, { sub: '42', ...fractions });
  add('empty_payload', S32, {});
  add('empty_object', S32, {}, { noTimestamp: true });
}

{
  const add = async (name, secret, header, claims) =>
    record(JOSE, `jose_${name}`, secret, await claims.setProtectedHeader(header).sign(secret));
  const jwt = (payload = {}) => new SignJWT(payload);
  const user = () => jwt({ username: 'testAdmin', role: 'admin' });
  await add('hs256', S32, { alg: 'HS256' }, user().setIssuedAt(IAT).setExpirationTime(EXP));
  await add('hs384', S48, { alg: 'HS384' }, user().setIssuedAt(IAT).setExpirationTime(EXP));
  await add('hs512', S64, { alg: 'HS512' }, user().setIssuedAt(IAT).setExpirationTime(EXP));
  await add('hs256_secret_over_block', S96, { alg: 'HS256' }, jwt({ sub: '42', iat: IAT, exp: FAR }));
  await add('hs512_secret_over_block', S176, { alg: 'HS512' }, jwt({ sub: '42', iat: IAT, exp: FAR }));
  await add('unicode', S32, { alg: 'HS256', typ: 'JWT' }, jwt({ ...unicode(), iat: IAT, exp: FAR }));
  await add('nested', S32, { alg: 'HS256', typ: 'JWT' }, jwt({ ...nested(), iat: IAT, exp: FAR }));
  await add('aud_string', S32, { typ: 'JWT', alg: 'HS256' },
    jwt().setAudience('app-01').setIssuedAt(IAT).setExpirationTime(EXP));
  await add('aud_array', S32, { alg: 'HS256', typ: 'JWT' },
    jwt().setAudience(['app-01', 'app-02']).setIssuedAt(IAT).setExpirationTime(EXP));
  await add('kid', S32, { alg: 'HS256', kid: '2026-11' }, jwt({ sub: '42', iat: IAT, exp: FAR }));
  await add('kid_unicode', S32, { alg: 'HS256', kid: 'schlüssel-鍵-🔑' }, jwt({ sub: '42', iat: IAT, exp: FAR }));
  await add('extra_header', S64,
    { kid: '2026-11', typ: 'at+jwt', 'x-tenant': 'app-01', 'x-object': { list: [1, true, null] }, alg: 'HS512' },
    jwt({ sub: '42', iat: IAT, exp: FAR }));
  await add('registered', S48, { alg: 'HS384', typ: 'JWT' },
    jwt().setIssuer(registered.iss).setSubject(registered.sub).setAudience(registered.aud)
      .setExpirationTime(FAR).setNotBefore(IAT).setIssuedAt(IAT).setJti(registered.jti));
  await add('big_integer', S32, { alg: 'HS256' }, jwt({ ...integers, iat: IAT, exp: FAR }));
  await add('fractional_times', S32, { alg: 'HS256' },
    jwt({ sub: '42' }).setIssuedAt(fractions.iat).setNotBefore(fractions.nbf).setExpirationTime(fractions.exp));
  await add('empty_payload', S32, { alg: 'HS256' }, jwt().setIssuedAt(IAT));
  await add('empty_object', S32, { alg: 'HS256' }, jwt());
}

// ---- poc.json ---------------------------------------------------------------------

const POC = '{"username":"testAdmin","role":"admin","iat":1606950493,"exp":1606950498}';
const poc = ['accessToken-secret-app-01', 'accessToken-secret-app-02'].map((secret) => {
  const token = jsonwebtoken.sign({ username: 'testAdmin', role: 'admin', iat: IAT }, secret, { expiresIn: '5s' });
  // The same with the `iat` that the library adds.
  const added = jsonwebtoken.sign({ username: 'testAdmin', role: 'admin' }, secret, { expiresIn: '5s' });
  if (part(token, 1) !== POC) throw new Error(`poc payload: ${part(token, 1)}`);
  if (added !== token) throw new Error('poc: given and added iat differ');
  return {
    library: JSONWEBTOKEN,
    alg: 'HS256',
    secret,
    secret_hex: Buffer.from(secret).toString('hex'),
    token,
    header_text: part(token, 0),
    payload_text: part(token, 1),
    payload: JSON.parse(part(token, 1)),
  };
});

// ---- claim_order.json and text_forms.json -----------------------------------------

const signed = (name, note, payload_in, options) => {
  const algorithm = options.algorithm ?? 'HS256';
  const secret = { HS256: S32, HS384: S48, HS512: S64 }[algorithm];
  const token = jsonwebtoken.sign(JSON.parse(payload_in), secret, options);
  return {
    name,
    note,
    library: JSONWEBTOKEN,
    alg: algorithm,
    secret_hex: secret.toString('hex'),
    now: IAT,
    payload_in,
    options,
    token,
    header_text: part(token, 0),
    payload_text: part(token, 1),
  };
};
const CUSTOM = '{"b":1,"a":"x","ok":true}';
const CUSTOM_IAT = '{"b":1,"a":"x","ok":true,"iat":1606950493}';
const ALL = {
  expiresIn: '15m',
  notBefore: '0s',
  audience: 'app-01',
  issuer: 'https://auth.example',
  subject: '42',
  jwtid: 'id-1',
  keyid: '2026-11',
};
const without = (...names) => Object.fromEntries(Object.entries(ALL).filter(([n]) => !names.includes(n)));
const shuffled = Object.fromEntries(Object.entries(ALL).reverse());

const claimOrder = [
  signed('all_iat_last', "iat is the last of the caller's members", CUSTOM_IAT, ALL),
  signed('all_iat_added', 'iat is added by the library, from the clock', CUSTOM, ALL),
  signed('all_iat_first', "iat is the first of the caller's members and stays there",
    '{"iat":1606950493,"b":1,"a":"x","ok":true}', ALL),
  signed('all_iat_middle', "iat is among the caller's members and stays there",
    '{"b":1,"iat":1606950493,"a":"x","ok":true}', ALL),
  signed('aud_array', 'audience as an array', CUSTOM, { ...ALL, audience: ['app-01', 'app-02'] }),
  signed('aud_array_of_one', 'an array of one audience stays an array', CUSTOM, { ...ALL, audience: ['app-01'] }),
  signed('no_keyid', 'no kid in the header', CUSTOM, without('keyid')),
  signed('no_not_before', 'no nbf', CUSTOM, without('notBefore')),
  signed('no_expires_in', 'no exp', CUSTOM, without('expiresIn')),
  signed('options_reversed', 'the order of the options does not matter', CUSTOM, shuffled),
  signed('not_before_later', 'nbf is iat plus the span', CUSTOM, { ...ALL, notBefore: '10s' }),
  signed('spans_as_numbers', 'spans as numbers of seconds', CUSTOM, { ...ALL, expiresIn: 900, notBefore: 0 }),
  signed('span_fraction', 'a span of 1.5 s is rounded down to a whole second', CUSTOM, { expiresIn: '1.5s' }),
  signed('only_expires_in', 'exp follows iat', CUSTOM, { expiresIn: '15m' }),
  signed('only_iss_sub', 'iss, sub after iat', CUSTOM, { subject: '42', issuer: 'https://auth.example' }),
  signed('no_options', 'only iat is added', CUSTOM, {}),
  signed('no_options_iat_given', 'nothing is added', CUSTOM_IAT, {}),
  signed('no_timestamp', 'no iat', CUSTOM, { noTimestamp: true }),
  signed('no_timestamp_expires_in', 'no iat, but exp from the clock', CUSTOM, { noTimestamp: true, expiresIn: '15m' }),
  signed('no_timestamp_iat_given', "the caller's iat is removed; exp is still counted from it",
    '{"b":1,"iat":1606950000,"a":"x","ok":true}', { noTimestamp: true, expiresIn: '15m' }),
  signed('empty_all', 'no members of the caller', '{}', ALL),
  signed('empty_no_options', 'no members of the caller, no options', '{}', {}),
  signed('registered_by_caller', "registered claims given in the payload stay in the caller's order",
    '{"jti":"id-1","sub":"42","exp":1606951393,"aud":"app-01","b":1,"iss":"https://auth.example","nbf":1606950493}', {}),
  signed('registered_mixed', "exp and iss by the caller, the others by options",
    '{"exp":1606951393,"b":1,"iss":"https://auth.example"}', without('expiresIn', 'issuer')),
  signed('hs384', 'another algorithm', CUSTOM, { algorithm: 'HS384', ...ALL }),
  signed('hs512', 'another algorithm', CUSTOM, { algorithm: 'HS512', ...ALL }),
  signed('header_extra', 'members of the header option follow alg, typ, kid; one of those keeps its place', CUSTOM,
    { ...ALL, header: { 'x-tenant': 'app-01', typ: 'at+jwt', cty: 'x' } }),
  signed('header_extra_no_keyid', 'a kid in the header option takes the same place as keyid', CUSTOM,
    { ...without('keyid'), header: { 'x-tenant': 'app-01', kid: '2026-11' } }),
];

// Where JavaScript's JSON text may differ from another writer's for the same value.
const textForms = [
  signed('integer_like_names', 'names that are array indexes come first, in ascending order',
    '{"b":1,"10":"ten","a":"x","2":"two","01":"not an index"}', { expiresIn: '5s' }),
  signed('repeated_name', 'of two members with one name the last value is kept, at the first place',
    '{"a":1,"b":2,"a":3}', { expiresIn: '5s' }),
  signed('string_escapes', 'short escapes, lower-case hex for the other controls, all else raw',
    JSON.stringify({ controls: '\u0000\u0001\b\t\n\u000b\f\r\u001f', raw: '\u007f\u0080\u00a0\u2028\u2029\ufeff', marks: '"\\/\'<>&', wide: 'é鍵🔑' }), { expiresIn: '5s' }),
  signed('lone_surrogate', 'half of a surrogate pair is escaped; not every reader takes it',
    '{"half":"\\ud800"}', { expiresIn: '5s' }),
  signed('integers', 'integers within 2^53',
    '{"max":9007199254740991,"min":-9007199254740991,"zero":0,"million":1000000}', { expiresIn: '5s' }),
  signed('whole_floats', 'a whole number has no fraction in the output', '{"one":1.0,"hundred":1e2,"minus_zero":-0.0}', { expiresIn: '5s' }),
  signed('floats', 'shortest form that reads back', '{"tenth":0.1,"sum":0.30000000000000004,"half":-0.5,"small":0.000001}', { expiresIn: '5s' }),
  signed('exponents', 'an exponent from 1e21 up and from 1e-7 down, with a sign',
    '{"e20":1e20,"e21":1e21,"big":1.5e300,"small":1e-7,"tiny":5e-324}', { expiresIn: '5s' }),
  signed('integer_beyond_2_53', 'precision is lost', '{"n":9007199254740993}', { expiresIn: '5s' }),
];

const write = (name, value) => writeFileSync(join(here, name), JSON.stringify(value, null, 2) + '\n');
write('tokens.json', tokens);
write('poc.json', poc);
write('claim_order.json', claimOrder);
write('text_forms.json', textForms);
console.log(`${tokens.length} tokens, ${poc.length} poc, ${claimOrder.length} claim orders, ${textForms.length} text forms`);
