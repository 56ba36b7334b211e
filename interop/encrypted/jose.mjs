// The side of node's jose: encrypts the cases, and decrypts what glassbox made of them.
//
//     node encrypted/jose.mjs make|check <folder>
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as jose from 'jose';

const [verb, folder] = process.argv.slice(2);
const read = (name) => JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8'));
const cases = read('encrypted');

// The public half of a pair, or the whole of a secret.
const recipient = ({ d, ...half }, { alg }) => jose.importJWK(half, alg);

const encrypt = async (content, { header, key }) =>
  new jose.CompactEncrypt(content).setProtectedHeader(header).encrypt(await recipient(key, header));

const decrypt = async (token, { alg, enc }, key) => {
  const options = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [enc] };
  return jose.compactDecrypt(token, await jose.importJWK(key, alg), options);
};

const sign = async (claims, secret) => {
  const signing = new jose.SignJWT(claims).setProtectedHeader({ alg: 'HS256', typ: 'JWT' });
  return new TextEncoder().encode(await signing.sign(await jose.importJWK(secret, 'HS256')));
};

// Decrypts, then verifies.
const verify = async (token, header, key, secret) => {
  const { plaintext, protectedHeader } = await decrypt(token, header, key);
  const options = { algorithms: ['HS256'] };
  const { payload } = await jose.jwtVerify(plaintext, await jose.importJWK(secret, 'HS256'), options);
  return { payload, protectedHeader };
};

async function make() {
  const made = [];
  for (const known of cases) {
    const { name, claims, ended, secret, content } = known;
    if (claims === undefined) {
      made.push({ name, token: await encrypt(Buffer.from(content, 'hex'), known) });
    } else {
      const token = await encrypt(await sign({ ...claims }, secret), known);
      made.push({ name, token, ended: await encrypt(await sign({ ...claims, exp: ended }, secret), known) });
    }
  }
  writeFileSync(join(folder, 'jose.encrypted.json'), JSON.stringify(made, null, 1));
}

// One character replaced, in each part in turn that has any; never the last of a part, of which not every
// bit counts.
function* changed(token, index) {
  const parts = token.split('.');
  for (const [place, part] of parts.entries()) {
    if (part === '') continue;
    const at = (index * 7919) % (part.length - 1);
    const other = part.slice(0, at) + (part[at] === 'A' ? 'B' : 'A') + part.slice(at + 1);
    yield parts.with(place, other).join('.');
  }
}

const undecryptable = { code: 'ERR_JWE_DECRYPTION_FAILED' };
const unverifiable = { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' };
const expired = { code: 'ERR_JWT_EXPIRED' };

async function check() {
  const byName = new Map(cases.map((known) => [known.name, known]));
  const counts = { accepted: 0, changed: 0, foreign: 0, expired: 0 };
  for (const [index, { name, token, ended }] of read('glassbox.encrypted').entries()) {
    const { header, key, other, content, claims, secret, other_secret } = byName.get(name);
    const isNested = claims !== undefined;
    const open = (text, by, signedBy = secret) =>
      isNested ? verify(text, header, by, signedBy) : decrypt(text, header, by);
    const hold = async (outcome, check) => {
      try {
        await check();
        counts[outcome] += 1;
      } catch (error) {
        console.error(`jose ${name}, to be ${outcome}: ${error.message}`);
        process.exitCode = 1;
      }
    };
    const refused = (why, ...given) => assert.rejects(async () => open(...given), why);
    await hold('accepted', async () => {
      const { payload, plaintext, protectedHeader } = await open(token, key);
      const { epk, ...rest } = protectedHeader;
      assert.deepEqual(rest, header);
      if (isNested) assert.deepEqual(payload, claims);
      else assert.equal(Buffer.from(plaintext).toString('hex'), content);
    });
    for (const text of changed(token, index)) await hold('changed', () => refused(undefined, text, key));
    await hold('foreign', () => refused(undecryptable, token, other));
    if (isNested) {
      await hold('foreign', () => refused(unverifiable, token, key, other_secret));
      await hold('expired', () => refused(expired, ended, key));
    }
  }
  console.log(['glassbox', 'jose', ...Object.values(counts)].join(' '));
}

await { make, check }[verb]();
