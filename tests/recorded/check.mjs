// Verifies the tokens of a JSON file, an array of {"alg", "secret_hex", "token", "payload"},
// with jsonwebtoken and with jose, and compares the payloads:
//
//     node <this folder>/check.mjs <file>
//
// from a folder where both libraries are installed. A token passes when both libraries take
// it and both give the expected payload. Prints `N passed, N failed`; status 1 on any
// failure, or when there is nothing to check.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { isDeepStrictEqual } from 'node:util';

const require = createRequire(join(process.cwd(), 'x.js'));
const load = (name) => import(pathToFileURL(require.resolve(name)).href);
const { default: jsonwebtoken } = await load('jsonwebtoken');
const { jwtVerify } = await load('jose');

if (process.argv.length !== 3) {
  console.error('usage: node check.mjs <file>');
  process.exit(1);
}
const entries = JSON.parse(readFileSync(process.argv[2], 'utf8'));
if (!Array.isArray(entries)) {
  console.error('the file is not a JSON array');
  process.exit(1);
}

const verifiers = {
  jsonwebtoken: (token, secret, alg) =>
    jsonwebtoken.verify(token, secret, { algorithms: [alg], ignoreExpiration: true, ignoreNotBefore: true }),
  // jose has no switch for exp and nbf; this tolerance is wider than any date here.
  jose: async (token, secret, alg) =>
    (await jwtVerify(token, secret, { algorithms: [alg], clockTolerance: 1e15 })).payload,
};

let passed = 0;
let failed = 0;
for (const [index, entry] of entries.entries()) {
  const problems = [];
  for (const [library, verify] of Object.entries(verifiers)) {
    try {
      const { alg, secret_hex, token, payload } = entry;
      if (payload === null || typeof payload !== 'object') throw new Error('no payload to compare with');
      if (!/^HS(256|384|512)$/.test(alg)) throw new Error(`alg ${alg} is not checked here`);
      if (!/^([0-9a-f]{2})+$/i.test(secret_hex)) throw new Error('secret_hex is not hex');
      const secret = Buffer.from(secret_hex, 'hex');
      const got = await verify(token, secret, alg);
      // Through JSON, so that both sides are plain objects.
      if (!isDeepStrictEqual(JSON.parse(JSON.stringify(got)), JSON.parse(JSON.stringify(payload)))) {
        throw new Error(`payload differs: ${JSON.stringify(got)}`);
      }
    } catch (error) {
      problems.push(`${library}: ${error.message}`);
    }
  }
  if (problems.length === 0) {
    passed += 1;
  } else {
    failed += 1;
    console.error(`${entry?.name ?? `entry ${index}`}: ${problems.join('; ')}`);
  }
}
console.log(`${passed} passed, ${failed} failed`);
process.exit(failed > 0 || passed === 0 ? 1 : 0);
