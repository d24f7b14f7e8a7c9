export { Invenio, PROFILES } from './invenio.ts';
export type {
  Community,
  InvenioOptions,
  InvenioPerson,
  Person,
  Profile
} from './invenio.ts';
export { findInvenio } from './process.ts';
export { InvenioSignIn, type InvenioClient } from './sign-in.ts';
