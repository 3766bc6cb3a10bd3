import { Type } from 'typebox';
import { defineJob } from '#platform/jobs';

export const discardAvatar = defineJob({
  name: 'identity.discard_avatar',
  data: Type.Object({ person_id: Type.String(), name: Type.String() }),
});
