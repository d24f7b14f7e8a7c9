/* eslint-disable jupyter/plugin-id-convention -- another extension's plugin */
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IJobFields } from '../../../tokens';

/** What people of this laboratory ask for, by the word that they have for it. */
const SIZES = {
  small: { cpus: 1, memoryMebibytes: 2_000, seconds: 3_600 },
  large: { cpus: 16, memoryMebibytes: 64_000, seconds: 86_400 }
};

/** A size and a project in place of queue, processors, memory and time. */
export const laboratoryFields: IJobFields = {
  form: (site, { resources }) => ({
    schema: {
      type: 'object',
      required: ['size'],
      properties: {
        size: {
          type: 'string',
          title: 'Size',
          oneOf: [
            { const: 'small', title: 'Small: 1 processor, an hour' },
            { const: 'large', title: 'Large: 16 processors, a day' }
          ]
        },
        project: {
          type: 'string',
          title: 'Project',
          enum: [...site.accounts]
        }
      }
    },
    uiSchema: { size: { 'ui:widget': 'radio' } },
    data: {
      size: resources.cpus > 1 ? 'large' : 'small',
      ...(resources.account === null ? {} : { project: resources.account })
    },
    // What is found about a member of the draft stands beside its field.
    members: {
      'resources.account': 'project',
      'resources.cpus': 'size',
      'resources.memoryMebibytes': 'size',
      'resources.seconds': 'size'
    }
  }),
  apply: (_site, draft, { project, size }) => ({
    ...draft,
    resources: {
      ...draft.resources,
      ...(size === 'large' ? SIZES.large : SIZES.small),
      account: typeof project === 'string' ? project : null
    }
  })
};

const plugin: JupyterFrontEndPlugin<IJobFields> = {
  id: 'laboratory-fields:plugin',
  description: 'The fields of the submit form as this laboratory has them.',
  autoStart: true,
  provides: IJobFields,
  activate: () => laboratoryFields
};

export default plugin;
