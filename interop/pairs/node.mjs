// The side of node's jose and jsonwebtoken: writes the keys with jose, signs with each private file, and
// verifies.
//
//     node pairs/node.mjs write|make|check <folder>
import assert from 'node:assert/strict';
import { X509Certificate, createPrivateKey, createPublicKey } from 'node:crypto';
import { readFileSync, readdirSync, writeFileSync } from 'node:fs';
import { basename, extname, join, relative } from 'node:path';
import * as jose from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { change } from '../change.mjs';

const [verb, folder] = process.argv.slice(2);
const keys = join(folder, 'keys');
const algorithms = readdirSync(join(keys, 'own')).filter((name) => extname(name) === '');
const text = (path) => readFileSync(path, 'utf8');
const json = (path) => JSON.parse(text(path));
const pem = (path) => extname(path) === '.pem';
const jwk = (path) => extname(path) === '.jwk';
const set = (path) => extname(path) === '.jwks';
const certificate = (path) => basename(path).includes('.crt.');
// OpenSSL's key in PKCS#8 and DER is openssl.pkcs8.der.
const form = (path) => basename(path).split('.').slice(1).join('.');
const der = (path) => ({ key: readFileSync(path), format: 'der', type: form(path).split('.')[0] });

const files = (path) => readdirSync(path).sort().map((name) => join(path, name));
const privateFiles = (alg) => files(join(keys, 'own', alg, 'private'));
const publicFiles = (alg) => [
  ...files(join(keys, 'own', alg, 'public')),
  ...files(join(keys, 'own')).filter(set),
];
const other = (path) => join(keys, 'other', relative(join(keys, 'own'), path));

async function write() {
  for (const owner of ['own', 'other']) {
    const all = [];
    for (const alg of algorithms) {
      const into = (half, name) => join(keys, owner, alg, half, `jose.${name}`);
      const known = text(join(keys, owner, alg, 'private', 'openssl.pkcs8.pem'));
      const key = await jose.importPKCS8(known, alg, { extractable: true });
      writeFileSync(into('private', 'pkcs8.pem'), await jose.exportPKCS8(key));
      const members = { kid: alg, alg, use: 'sig' };
      const own = { ...(await jose.exportJWK(key)), ...members };
      writeFileSync(into('private', 'private.jwk'), JSON.stringify(own));
      const { d, p, q, dp, dq, qi, ...half } = own;
      writeFileSync(into('public', 'public.jwk'), JSON.stringify(half));
      const imported = await jose.importJWK(half, alg, { extractable: true });
      writeFileSync(into('public', 'spki.pem'), await jose.exportSPKI(imported));
      all.push(half);
    }
    writeFileSync(join(keys, owner, 'jose.jwks'), JSON.stringify({ keys: all }));
  }
}

const privateKey = (path) => {
  if (jwk(path)) return createPrivateKey({ key: json(path), format: 'jwk' });
  return createPrivateKey(pem(path) ? text(path) : der(path));
};
const publicKey = (path) => {
  if (jwk(path)) return createPublicKey({ key: json(path), format: 'jwk' });
  if (certificate(path)) return new X509Certificate(readFileSync(path)).publicKey;
  return createPublicKey(pem(path) ? text(path) : der(path));
};

// What jose reads by itself; node reads the rest for it.
const importers = {
  'pkcs8.pem': (path, alg) => jose.importPKCS8(text(path), alg),
  'spki.pem': (path, alg) => jose.importSPKI(text(path), alg),
  'crt.pem': (path, alg) => jose.importX509(text(path), alg),
  'private.jwk': (path, alg) => jose.importJWK(json(path), alg),
  'public.jwk': (path, alg) => jose.importJWK(json(path), alg),
  jwks: (path) => jose.createLocalJWKSet(json(path)),
};

const libraries = {
  jsonwebtoken: {
    algorithms: algorithms.filter((alg) => !alg.startsWith('Ed')),
    sign: (claims, header, path) =>
      jsonwebtoken.sign(claims, pem(path) ? text(path) : privateKey(path), { algorithm: header.alg, header }),
    // It has no sets.
    reads: (path) => !set(path),
    verify: (token, alg, path, audience) => {
      const key = pem(path) ? text(path) : publicKey(path);
      return jsonwebtoken.verify(token, key, { algorithms: [alg], complete: true, ...audience });
    },
    foreign: { message: 'invalid signature' },
    expired: { name: 'TokenExpiredError' },
  },
  jose: {
    algorithms,
    sign: async (claims, header, path) => {
      const key = await (importers[form(path)] ?? privateKey)(path, header.alg);
      return new jose.SignJWT(claims).setProtectedHeader(header).sign(key);
    },
    reads: () => true,
    verify: async (token, alg, path, audience) => {
      const key = await (importers[form(path)] ?? publicKey)(path, alg);
      const { payload, protectedHeader } = await jose.jwtVerify(token, key, { algorithms: [alg], ...audience });
      return { payload, header: protectedHeader };
    },
    foreign: { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' },
    expired: { code: 'ERR_JWT_EXPIRED' },
  },
};

const cases = json(join(folder, 'cases.json'));
// Claims that every library can carry.
const usual = cases.filter((known) => known.libraries.length === 3);

async function make() {
  for (const [library, { algorithms, sign }] of Object.entries(libraries)) {
    const made = [];
    for (const alg of algorithms) {
      for (const path of privateFiles(alg)) {
        const { name, claims, ended } = usual[made.length % usual.length];
        const header = { alg, typ: 'JWT', kid: alg };
        made.push({
          name: `${alg} ${basename(path)}`,
          alg,
          case: name,
          token: await sign({ ...claims }, header, path),
          ended: await sign({ ...claims, exp: ended }, header, path),
        });
      }
    }
    writeFileSync(join(folder, `${library}.pairs.json`), JSON.stringify(made, null, 1));
  }
}

async function check() {
  const byName = new Map(cases.map((known) => [known.name, known]));
  for (const [library, { algorithms, reads, verify, foreign, expired }] of Object.entries(libraries)) {
    const counts = { accepted: 0, changed: 0, foreign: 0, expired: 0 };
    let index = 0;
    for (const { name, alg, case: of, token, ended } of json(join(folder, 'glassbox.pairs.json'))) {
      if (!algorithms.includes(alg)) continue;
      const { claims } = byName.get(of);
      const audience = claims.aud === undefined ? {} : { audience: 'app-01' };
      for (const path of publicFiles(alg).filter(reads)) {
        const hold = async (outcome, holds) => {
          try {
            await holds();
            counts[outcome] += 1;
          } catch (error) {
            console.error(`${library} ${name} with ${basename(path)}, to be ${outcome}: ${error.message}`);
            process.exitCode = 1;
          }
        };
        const refused = (why, given, key) =>
          assert.rejects(async () => verify(given, alg, key, audience), why);
        await hold('accepted', async () => {
          const { payload, header } = await verify(token, alg, path, audience);
          assert.deepEqual(payload, claims);
          assert.equal(header.kid, alg);
        });
        const changed = change(token, index);
        await hold('changed', () => refused(undefined, changed, path));
        await hold('foreign', () => refused(foreign, token, other(path)));
        await hold('expired', () => refused(expired, ended, path));
        index += 1;
      }
    }
    console.log(['glassbox', library, ...Object.values(counts)].join(' '));
  }
}

await { write, make, check }[verb]();
