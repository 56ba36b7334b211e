// Verifies glassbox's tokens with jsonwebtoken and with jose, claims and header compared, and sees
// to it that the wrong ones are refused:
//
//     node check.mjs <folder>
//
// Prints a line for each library: who made, who verified, how many were accepted, and how many
// changed, foreign and expired ones refused. Status 1 on any other outcome.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { jwtVerify } from 'jose';
import jsonwebtoken from 'jsonwebtoken';
import { change } from './change.mjs';

const audience = (claims) => (claims.aud === undefined ? {} : { audience: 'app-01' });
const verifiers = {
  jsonwebtoken: {
    verify: ({ claims, header }, token, secret) => {
      const options = { algorithms: [header.alg], complete: true, ...audience(claims) };
      return jsonwebtoken.verify(token, secret, options);
    },
    foreign: { message: 'invalid signature' },
    expired: { name: 'TokenExpiredError' },
  },
  jose: {
    verify: async ({ claims, header }, token, secret) => {
      const options = { algorithms: [header.alg], ...audience(claims) };
      const { payload, protectedHeader } = await jwtVerify(token, secret, options);
      return { payload, header: protectedHeader };
    },
    foreign: { code: 'ERR_JWS_SIGNATURE_VERIFICATION_FAILED' },
    expired: { code: 'ERR_JWT_EXPIRED' },
  },
};

const read = (name) => JSON.parse(readFileSync(join(process.argv[2], `${name}.json`), 'utf8'));
const cases = new Map(read('cases').map((known) => [known.name, known]));
const made = read('glassbox');

for (const [library, { verify, foreign, expired }] of Object.entries(verifiers)) {
  const counts = { accepted: 0, changed: 0, foreign: 0, expired: 0 };
  const hold = async (outcome, name, check) => {
    try {
      await check();
      counts[outcome] += 1;
    } catch (error) {
      console.error(`${library} ${name}, to be ${outcome}: ${error.message}`);
      process.exitCode = 1;
    }
  };
  for (const [index, { name, token, ended }] of made.entries()) {
    const known = cases.get(name);
    if (!known.libraries.includes(library)) continue;
    const secret = Buffer.from(known.secret, 'hex');
    const other = Buffer.from(secret);
    other[0] ^= 1;
    await hold('accepted', name, async () => {
      const { payload, header } = await verify(known, token, secret);
      assert.deepEqual(payload, known.claims);
      assert.deepEqual({ ...header }, known.header);
    });
    const refused = (why, ...given) => assert.rejects(async () => verify(known, ...given), why);
    await hold('changed', name, () => refused(undefined, change(token, index), secret));
    await hold('foreign', name, () => refused(foreign, token, other));
    await hold('expired', name, () => refused(expired, ended, secret));
  }
  console.log(['glassbox', library, ...Object.values(counts)].join(' '));
}
