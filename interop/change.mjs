// The token with one character replaced, at a place that moves with the index; never the last of
// a part, of which not every bit counts.
export const change = (token, index) => {
  const places = [...token.matchAll(/[^.](?=[^.])/g)].map((match) => match.index);
  const at = places[(index * 7919) % places.length];
  return token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
};
