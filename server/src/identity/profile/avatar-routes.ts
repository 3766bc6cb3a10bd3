import { Type } from 'typebox';
import { type Access, anyone, type Http } from '#platform/http';
import { storageUnavailable } from '#platform/storage';
import { presentPerson } from '../people/present-person.ts';
import { User } from '../person.ts';
import { principalOf } from '../principal.ts';
import { avatarBusy, avatarInvalid, avatarNotFound } from '../problems.ts';
import { avatarName, avatarType, removeAvatar, setAvatar, type AvatarParts } from './change-avatar.ts';
import { pictureBodies, readPicture } from './uploaded-picture.ts';

export interface AvatarRoutesOptions {
  readonly parts: AvatarParts;
  readonly publicUrl: string;
  readonly access: { readonly person: Access };
}

const path = '/api/v1/users/me/avatar';
const mostUploads = 32;
const changingRule = { name: 'changing the avatar', max: 30, windowMs: 3_600_000 };
/** A page full of faces is no attack. */
const lookingRule = { name: 'looking at avatars', max: 1_200, windowMs: 60_000 };

/** A picture has no script, no page and no other origin, and a browser that thinks otherwise is told so. Its name is never given to another. */
const pictureHeaders = {
  'content-type': avatarType,
  'content-disposition': 'attachment; filename="avatar.webp"',
  'content-security-policy': "default-src 'none'; sandbox",
  'cache-control': 'public, max-age=31536000, immutable',
};

export function addAvatarRoutes(http: Http, { parts, publicUrl, access: { person: access } }: AvatarRoutesOptions): void {
  void http.register(async (scope: Http) => {
    boundUploads(scope);
    readPicturesOnly(scope);
    scope.put(
      path,
      {
        config: {
          access,
          rawBody: pictureBodies.flatMap(({ types }) => types),
          problems: [avatarInvalid, avatarBusy, storageUnavailable],
          limits: [{ rule: changingRule, by: 'caller' }],
        },
        schema: {
          operationId: 'setAvatar',
          summary: 'Upload your picture',
          description:
            'A JPEG, PNG or WebP of at most 5 MiB, as the body itself or as the one file of a multipart form. It is drawn anew as a square of 512 pixels; where it was taken and everything else that the file says is left out.',
          tags: ['Users'],
          response: { 200: User },
        },
      },
      async (request) => {
        const person = await setAvatar(parts, principalOf(request).personId, readPicture(request));
        return presentPerson(person, publicUrl);
      },
    );
  });

  http.delete(
    path,
    {
      config: { access, limits: [{ rule: changingRule, by: 'caller' }] },
      schema: { operationId: 'removeAvatar', summary: 'Remove your picture', tags: ['Users'], response: { 204: Type.Null() } },
    },
    async (request, reply) => {
      await removeAvatar(parts, principalOf(request).personId);
      return reply.code(204).send(null);
    },
  );

  http.get(
    '/api/v1/avatars/:name',
    {
      config: {
        access: anyone,
        unmetered: true,
        problems: [avatarNotFound, storageUnavailable],
        limits: [{ rule: lookingRule, by: 'address' }],
      },
      schema: {
        operationId: 'getAvatar',
        summary: 'A picture, by the address that `avatar_url` gives',
        tags: ['Users'],
        params: Type.Object({ name: Type.String({ maxLength: 100 }) }),
        response: { 200: { content: { [avatarType]: { schema: Type.Unsafe<Buffer>({ type: 'string', format: 'binary' }) } } } },
      },
    },
    async (request, reply) => {
      const { name } = request.params;
      const picture = avatarName.test(name) ? await parts.storage.get(name) : undefined;
      if (picture === undefined) throw avatarNotFound();
      return reply.headers(pictureHeaders).send(picture);
    },
  );
}

/** Each may hold five mebibytes of memory from its first byte to its answer, so only so many are let in. */
function boundUploads(scope: Http): void {
  let underWay = 0;
  scope.addHook('onRequest', (_request, reply, done) => {
    if (underWay >= mostUploads) throw avatarBusy({ retryAfterSeconds: 2 });
    underWay += 1;
    reply.raw.once('close', () => void (underWay -= 1));
    done();
  });
}

/** On this scope a body is a picture or a form that holds one; of any other kind it is refused before a byte of it is read. */
function readPicturesOnly(scope: Http): void {
  scope.removeAllContentTypeParsers();
  for (const { types, bodyLimit } of pictureBodies) {
    scope.addContentTypeParser(types, { parseAs: 'buffer', bodyLimit }, (request, bytes: Buffer, done) => {
      request.rawBody = bytes;
      done(null, undefined);
    });
  }
}
