/** Starts InvenioRDM, says where it is, and waits to be killed. */
import { Invenio } from '../index.ts';

const invenio = await Invenio.start('plain');
process.stdout.write(`${invenio.url}\n`);
