import { integer, name, names, secretAddress, secretText, sender, webAddress } from './kinds.ts';
import { byMode, setting } from './setting.ts';

/** How people prove who they are. */
export const people = {
  title: 'People: passwords, and signing in with Google or Apple',
  settings: {
    hashMemoryKib: setting({
      variable: 'PASSWORD_HASH_MEMORY_KIB',
      description:
        'Memory that hashing one password takes (argon2id). Raise it as machines grow; older hashes follow at the next log-in.',
      kind: integer(8, 4_194_304),
      example: '47104',
      fallback: byMode({ development: '47104', test: '1024', production: '47104' }),
      refusedInProduction: (kib) => (kib < 19_456 ? 'is less than 19456, which is too easy to guess against' : undefined),
    }),
    hashPasses: setting({
      variable: 'PASSWORD_HASH_PASSES',
      description: 'How often that memory is passed over.',
      kind: integer(1, 20),
      example: '1',
      fallback: '1',
    }),
    googleClientIds: setting({
      variable: 'GOOGLE_CLIENT_IDS',
      description:
        'Our client ids at Google, the one of the web first, separated by commas. Absent: outside production the sandbox plays Google.',
      kind: names,
      example: '1234-web.apps.googleusercontent.com,1234-android.apps.googleusercontent.com',
      fallback: '',
    }),
    googleClientSecret: setting({
      variable: 'GOOGLE_CLIENT_SECRET',
      description: 'The secret of the first of them, for signing in by browser.',
      kind: secretText,
      example: 'GOCSPX-<secret>',
    }),
    appleClientIds: setting({
      variable: 'APPLE_CLIENT_IDS',
      description:
        'Our bundle and service ids at Apple, separated by commas. Absent: outside production the sandbox plays Apple.',
      kind: names,
      example: 'com.example.wallet,com.example.wallet.web',
      fallback: '',
    }),
  },
} as const;

/** How they are written to. */
export const mail = {
  title: 'Mail: by SMTP or SendGrid, else into the mailbox of the sandbox',
  settings: {
    from: setting({
      variable: 'MAIL_FROM',
      description: 'The sender of our letters.',
      kind: sender,
      example: 'Akawo <no-reply@wallet.example.com>',
      fallback: 'Akawo <no-reply@akawo.localhost>',
    }),
    smtpUrl: setting({
      variable: 'SMTP_URL',
      description:
        'The mail server; smtps: for TLS from the start, smtp: for STARTTLS, which is then required outside this machine.',
      kind: secretAddress('smtp:', 'smtps:'),
      example: 'smtps://akawo:<password>@mail.example.com:465',
    }),
    sendgridKey: setting({
      variable: 'SENDGRID_API_KEY',
      description: 'Sends by SendGrid instead.',
      kind: secretText,
      example: 'SG.<key>',
    }),
  },
} as const;

/** Where what they upload is kept. */
export const storage = {
  title: 'Where pictures are kept: in AKAWO_HOME, unless a bucket is named',
  settings: {
    endpoint: setting({
      variable: 'S3_ENDPOINT',
      description: 'Of anything that speaks S3.',
      kind: webAddress,
      example: 'https://s3.eu-west-1.amazonaws.com',
    }),
    bucket: setting({
      variable: 'S3_BUCKET',
      description: 'The bucket; it need not be public.',
      kind: name,
      example: 'akawo-pictures',
    }),
    region: setting({
      variable: 'S3_REGION',
      description: 'The region that requests are signed for.',
      kind: name,
      example: 'eu-west-1',
      fallback: 'us-east-1',
    }),
    accessKeyId: setting({
      variable: 'S3_ACCESS_KEY_ID',
      description: 'Whose requests they are.',
      kind: name,
      example: 'AKIAEXAMPLE',
    }),
    secretAccessKey: setting({
      variable: 'S3_SECRET_ACCESS_KEY',
      description: 'What they are signed with.',
      kind: secretText,
      example: '<secret>',
    }),
  },
} as const;
