const mostHeadBytes = 2_048;
const boundaryForm = /;\s*boundary=(?:"(?<quoted>[^"\\]{1,70})"|(?<plain>[^\s;",]{1,70}))\s*(?:;|$)/i;
const fileHead = /^content-disposition:\s*form-data\s*;[^\r\n]*\bfilename\*?=/im;

/** The bytes of the one file in a form of RFC 7578. Nothing, where the form holds anything else: more parts, a field, or text around them. */
export function onlyFileOf(form: Buffer, contentType: string): Buffer | undefined {
  const { quoted, plain } = boundaryForm.exec(contentType)?.groups ?? {};
  const boundary = quoted ?? plain;
  if (boundary === undefined) return undefined;
  const opening = Buffer.from(`--${boundary}\r\n`, 'latin1');
  const closing = Buffer.from(`\r\n--${boundary}`, 'latin1');
  if (!form.subarray(0, opening.length).equals(opening)) return undefined;

  const headEnd = form.subarray(opening.length, opening.length + mostHeadBytes).indexOf('\r\n\r\n');
  if (headEnd === -1) return undefined;
  const start = opening.length + headEnd + 4;
  if (!fileHead.test(form.toString('latin1', opening.length, start))) return undefined;

  const end = form.indexOf(closing, start);
  const rest = end === -1 ? undefined : form.toString('latin1', end + closing.length, end + closing.length + 5);
  return rest === '--' || rest === '--\r\n' ? form.subarray(start, end) : undefined;
}
