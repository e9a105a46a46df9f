// Damages files as disks, transfers and strangers do. All of it is decided by a seeded `Random`.

/** Lengths and counts at which readers break. */
const NUMBERS = [0, 1, 2, 7, 255, 256, 32767, 65535, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1];

const WORDS = [
  ...['0', '-1', '0.5', '1e9', '1e308', '-1e308', '9007199254740993', '18446744073709551616'],
  ...['null', 'true', '""', '[]', '{}', '"NaN"', '"../../x"', '"\\u0000"', '[[[[]]]]', '"__proto__"'],
];

/** One to four damages of bytes. */
export function mutate(bytes, random) {
  let damaged = Buffer.from(bytes);
  for (let n = 1 + random.integer(4); n > 0; n--) damaged = pick(DAMAGES, random)(damaged, random);
  return damaged;
}

/** One to three damages of text: another number or word in the place of one, a piece that is gone or there twice. */
export function mutateText(text, random) {
  let damaged = text;
  for (let n = 1 + random.integer(3); n > 0; n--) {
    const tokens = [...damaged.matchAll(/"[^"]*"|-?\d+(\.\d+)?(e[+-]?\d+)?|true|false|null/g)];
    const token = tokens[random.integer(Math.max(1, tokens.length))];
    const from = random.integer(damaged.length + 1);
    const to = Math.min(damaged.length, from + random.integer(40));
    if (token !== undefined && random.uniform() < 0.75) {
      const isName = damaged[token.index + token[0].length] === ':';
      const other = isName && random.uniform() < 0.8 ? '"other"' : pick(WORDS, random);
      damaged = damaged.slice(0, token.index) + other + damaged.slice(token.index + token[0].length);
    } else {
      const piece = random.integer(2) === 0 ? '' : damaged.slice(from, to).repeat(2);
      damaged = damaged.slice(0, from) + piece + damaged.slice(to);
    }
  }
  return damaged;
}

export function pick(choices, random) {
  return choices[random.integer(choices.length)];
}

const noise = (length, random) => Buffer.from(Array.from({ length }, () => random.integer(256)));

/** Headers are at the start, so that half of all damages are there. */
function place(bytes, random) {
  const reach = random.integer(2) === 0 ? Math.min(bytes.length, 128) : bytes.length;
  return random.integer(Math.max(1, reach));
}

const DAMAGES = [
  function flip(bytes, random) {
    if (bytes.length > 0) bytes[place(bytes, random)] ^= 1 << random.integer(8);
    return bytes;
  },
  function number(bytes, random) {
    const width = pick([1, 2, 4], random);
    if (bytes.length < width) return bytes;
    const at = Math.min(place(bytes, random), bytes.length - width);
    const value = pick(NUMBERS, random) % 256 ** width;
    if (random.integer(2) === 0) bytes.writeUIntLE(value, at, width);
    else bytes.writeUIntBE(value, at, width);
    return bytes;
  },
  function overwrite(bytes, random) {
    noise(1 + random.integer(16), random).copy(bytes, place(bytes, random));
    return bytes;
  },
  function cut(bytes, random) {
    return bytes.subarray(0, place(bytes, random));
  },
  function leaveOut(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), bytes.subarray(at + 1 + random.integer(64))]);
  },
  function insert(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at), noise(1 + random.integer(32), random), bytes.subarray(at)]);
  },
  function twice(bytes, random) {
    const at = place(bytes, random);
    return Buffer.concat([bytes.subarray(0, at + random.integer(256)), bytes.subarray(at)]);
  },
];
