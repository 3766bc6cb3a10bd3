import { type FastifyRequest } from 'fastify';
import { avatarInvalid } from '../problems.ts';
import { onlyFileOf } from './form-file.ts';

export const mostPictureBytes = 5 * 1_048_576;
/** For the lines around a file in a form. */
const mostFormBytes = 4_096;

/** How a picture may be sent, with the longest body of each kind. */
export const pictureBodies: readonly { readonly types: string[]; readonly bodyLimit: number }[] = [
  { types: ['image/jpeg', 'image/png', 'image/webp'], bodyLimit: mostPictureBytes },
  { types: ['multipart/form-data'], bodyLimit: mostPictureBytes + mostFormBytes },
];

/** The file that was sent, as the body itself or as the one file of a form, if by its first bytes it may be a picture. */
export function readPicture({ rawBody, headers }: Pick<FastifyRequest, 'rawBody' | 'headers'>): Buffer {
  const type = headers['content-type'] ?? '';
  const isForm = /^multipart\/form-data\b/i.test(type);
  const picture = isForm && rawBody !== undefined ? onlyFileOf(rawBody, type) : rawBody;
  if (picture === undefined)
    throw avatarInvalid({ detail: isForm ? 'The form does not hold one file and nothing else.' : 'There is no body.' });
  if (picture.length === 0) throw avatarInvalid({ detail: 'It is empty.' });
  if (picture.length > mostPictureBytes) throw avatarInvalid({ detail: 'It is larger than 5 MiB.' });
  if (!beginsLikePicture(picture)) throw avatarInvalid({ detail: 'By its first bytes it is none of these.' });
  return picture;
}

/** Whatever the headers say. Everything else is refused before any decoder sees it. */
function beginsLikePicture(bytes: Buffer): boolean {
  const start = bytes.toString('latin1', 0, 12);
  return start.startsWith('\xff\xd8\xff') || start.startsWith('\x89PNG\r\n\x1a\n') || /^RIFF[^]{4}WEBP/.test(start);
}
