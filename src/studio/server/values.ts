const [COMMA, BRACKET, BRACE, QUOTE, BACKSLASH] = [...Buffer.from(',[{"\\')];

/**
 * At least as many as the values that a body would be read as: of JSON what begins or goes on with a list or an object,
 * of a form its parts. Read, a value takes a hundred times the bytes that it has come in; this counts without reading.
 *
 * @param type its Content-Type; of any other kind a body is one value
 */
export function countValues(type: string, body: Uint8Array): number {
  if (/^\s*application\/json\b/i.test(type)) return countOfJson(body);
  const [, quoted, plain] =
    /^\s*multipart\/form-data\b.*?;\s*boundary=(?:"([^"]+)"|([^\s;]+))/i.exec(type) ?? [];
  const boundary = quoted ?? plain;
  return boundary === undefined ? 1 : countOf(`--${boundary}`, body);
}

function countOfJson(json: Uint8Array): number {
  let count = 1;
  let isText = false;
  for (let i = 0; i < json.length; i++) {
    const byte = json[i];
    if (isText) {
      if (byte === BACKSLASH) i++;
      else if (byte === QUOTE) isText = false;
    } else if (byte === QUOTE) isText = true;
    else if (byte === COMMA || byte === BRACKET || byte === BRACE) count++;
  }
  return count;
}

function countOf(text: string, body: Uint8Array): number {
  const bytes = Buffer.from(body.buffer, body.byteOffset, body.length);
  let count = 0;
  for (let at = bytes.indexOf(text); at >= 0; at = bytes.indexOf(text, at + text.length)) count++;
  return count;
}
