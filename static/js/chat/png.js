// Writes PNG files (https://www.w3.org/TR/png-3/), of red, green and blue with eight bits each. Pure.

const SIGNATURE = [0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a];
/** Bits of a sample, red-green-blue, and the only methods of compression, filtering and interlacing that are there. */
const KIND = [8, 2, 0, 0, 0];
/** Most bytes of a stored block of deflate. */
const BLOCK = 0xffff;

/**
 * @param {number} width
 * @param {number} height
 * @param {Uint8Array} pixels red, green and blue of each, row by row
 */
export async function pngOf(width, height, pixels) {
  const line = width * 3;
  // each row begins with its filter: none
  const rows = new Uint8Array(height * (line + 1));
  for (let row = 0; row < height; row++) rows.set(pixels.subarray(row * line, (row + 1) * line), row * (line + 1) + 1);
  const header = new Uint8Array([...fourBytes(width), ...fourBytes(height), ...KIND]);
  const parts = [new Uint8Array(SIGNATURE), chunk('IHDR', header), chunk('IDAT', await deflated(rows)), chunk('IEND', new Uint8Array())];
  return joined(parts);
}

/** @param {Uint8Array} png */
export function dataUrlOf(png) {
  let bytes = '';
  for (const byte of png) bytes += String.fromCharCode(byte);
  return `data:image/png;base64,${btoa(bytes)}`;
}

/** In the format of zlib. Where the browser does not compress, as it is. @param {Uint8Array<ArrayBuffer>} bytes */
async function deflated(bytes) {
  if (typeof CompressionStream === 'undefined') return stored(bytes);
  const stream = new Blob([bytes]).stream().pipeThrough(new CompressionStream('deflate'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Uncompressed, in the format of zlib. @param {Uint8Array} bytes */
export function stored(bytes) {
  /** @type {Uint8Array[]} */
  const parts = [new Uint8Array([0x78, 0x01])];
  for (let at = 0; at < bytes.length; at += BLOCK) {
    const block = bytes.subarray(at, at + BLOCK);
    const last = at + BLOCK >= bytes.length ? 1 : 0;
    const [low, high] = [block.length & 0xff, block.length >> 8];
    parts.push(new Uint8Array([last, low, high, ~low & 0xff, ~high & 0xff]), block);
  }
  parts.push(fourBytes(adler32(bytes)));
  return joined(parts);
}

/**
 * @param {string} name
 * @param {Uint8Array} data
 */
function chunk(name, data) {
  const named = joined([new Uint8Array([...name].map((letter) => letter.charCodeAt(0))), data]);
  return joined([fourBytes(data.length), named, fourBytes(crc32(named))]);
}

/** @param {Uint8Array[]} parts @returns {Uint8Array<ArrayBuffer>} */
function joined(parts) {
  const whole = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}

/** @param {number} number */
function fourBytes(number) {
  return new Uint8Array([number >>> 24, number >>> 16, number >>> 8, number]);
}

/** @param {Uint8Array} bytes */
function adler32(bytes) {
  let [a, b] = [1, 0];
  for (const byte of bytes) {
    a = (a + byte) % 65521;
    b = (b + a) % 65521;
  }
  return ((b << 16) | a) >>> 0;
}

/** @param {Uint8Array} bytes */
function crc32(bytes) {
  let crc = ~0;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc >>> 0;
}
