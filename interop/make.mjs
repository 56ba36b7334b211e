// Signs the cases with jsonwebtoken and with jose:
//
//     node make.mjs <folder>
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SignJWT } from 'jose';
import jsonwebtoken from 'jsonwebtoken';

const signers = {
  jsonwebtoken: (claims, header, secret) =>
    // jsonwebtoken writes `typ` unless told to leave it out.
    jsonwebtoken.sign(claims, secret, { algorithm: header.alg, header: { typ: undefined, ...header } }),
  jose: (claims, header, secret) => new SignJWT(claims).setProtectedHeader(header).sign(secret),
};

const folder = process.argv[2];
const cases = JSON.parse(readFileSync(join(folder, 'cases.json'), 'utf8'));
for (const [library, sign] of Object.entries(signers)) {
  const made = [];
  for (const { name, secret, header, claims, ended, libraries } of cases) {
    if (!libraries.includes(library)) continue;
    const key = Buffer.from(secret, 'hex');
    made.push({
      name,
      token: await sign({ ...claims }, header, key),
      ended: await sign({ ...claims, exp: ended }, header, key),
    });
  }
  writeFileSync(join(folder, `${library}.json`), JSON.stringify(made, null, 1));
}
