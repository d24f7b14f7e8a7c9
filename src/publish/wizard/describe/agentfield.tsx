import type { FieldProps } from '@rjsf/utils';
import type { Creator, Organisation } from 'sciencemesh-contract';
import * as React from 'react';
import { Combobox } from './combobox';
import { isOrcid, isRor, orcidFrom, withoutResolver } from './identifiers';
import { Labelled } from './labelled';
import { FormNotes } from './notes';
import { OrganisationList } from './organisations';
import { roles } from './words';

type Agent = Partial<Omit<Extract<Creator, { kind: 'person' }>, 'kind'>> &
  Partial<Organisation> & { readonly kind?: Creator['kind']; role?: string };

/**
 * A person or an organisation, with the identifiers that tell it from others
 * of the same name.
 */
export function AgentField(props: FieldProps<Agent>): JSX.Element {
  const { formData = {}, idSchema, onChange, schema } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const id = idSchema.$id;
  const kind = formData.kind ?? 'person';
  const change = (members: Agent): void => {
    onChange({ ...formData, kind, ...members });
  };
  const hasRole = schema.properties?.['role'] !== undefined;
  return (
    <div className="jp-SciMeshPublishAgent">
      <div className="jp-SciMeshPublishAgent-line">
        <Labelled control={`${id}_kind`} label={trans.__('Kind')}>
          <select
            id={`${id}_kind`}
            disabled={isDisabled}
            value={kind}
            onChange={({ target }) => {
              const { role } = formData;
              const name = formData.family ?? formData.name;
              const whose = role === undefined ? {} : { role };
              onChange(
                target.value === 'organisation'
                  ? { ...whose, kind: 'organisation', ...named('name', name) }
                  : { ...whose, kind: 'person', ...named('family', name) }
              );
            }}
          >
            <option value="person">{trans.__('Person')}</option>
            <option value="organisation">{trans.__('Organisation')}</option>
          </select>
        </Labelled>
        {kind === 'person' ? (
          <PersonFields change={change} id={id} person={formData} />
        ) : (
          <OrganisationFields change={change} id={id} organisation={formData} />
        )}
        {hasRole && (
          <Labelled control={`${id}_role`} label={trans.__('Role')}>
            <select
              id={`${id}_role`}
              disabled={isDisabled}
              value={formData.role ?? 'Other'}
              onChange={({ target }) => change({ role: target.value })}
            >
              {roles(trans).map(({ const: value, title }) => (
                <option key={value} value={value}>
                  {title}
                </option>
              ))}
            </select>
          </Labelled>
        )}
      </div>
      {kind === 'person' && (
        <OrganisationList
          id={`${id}_affiliations`}
          organisations={formData.affiliations ?? []}
          onChange={affiliations => change({ affiliations })}
        />
      )}
    </div>
  );
}

interface IPersonProps {
  readonly change: (members: Agent) => void;
  readonly id: string;
  readonly person: Agent;
}

function PersonFields({ change, id, person }: IPersonProps): JSX.Element {
  const { isDisabled, trans } = React.useContext(FormNotes);
  const { family = '', given = '', orcid = '' } = person;
  const isGood = isOrcid(orcid);
  return (
    <>
      <Labelled control={`${id}_family`} label={trans.__('Family name')}>
        <Combobox
          id={`${id}_family`}
          kind="person"
          label={trans.__('Family name')}
          placeholder=""
          isDisabled={isDisabled}
          isWrong={family === ''}
          text={family}
          trans={trans}
          onType={typed => change({ family: typed })}
          onChoose={({ value }) => change(value as Agent)}
        />
      </Labelled>
      <Labelled control={`${id}_given`} label={trans.__('Given name')}>
        <input
          id={`${id}_given`}
          type="text"
          disabled={isDisabled}
          value={given}
          onChange={({ target }) =>
            change({ given: target.value || undefined })
          }
        />
      </Labelled>
      <Labelled
        control={`${id}_orcid`}
        label={isGood ? trans.__('ORCID, its digits agree') : trans.__('ORCID')}
      >
        <input
          id={`${id}_orcid`}
          type="text"
          aria-invalid={orcid !== '' && !isGood}
          disabled={isDisabled}
          placeholder="0000-0000-0000-0000"
          spellCheck={false}
          value={orcid}
          onChange={({ target }) =>
            change({ orcid: orcidFrom(target.value) || undefined })
          }
        />
      </Labelled>
    </>
  );
}

interface IOrganisationProps {
  readonly change: (members: Agent) => void;
  readonly id: string;
  readonly organisation: Agent;
}

function OrganisationFields(props: IOrganisationProps): JSX.Element {
  const { change, id, organisation } = props;
  const { isDisabled, trans } = React.useContext(FormNotes);
  const { name = '', ror = '' } = organisation;
  return (
    <>
      <Labelled control={`${id}_name`} label={trans.__('Name')}>
        <Combobox
          id={`${id}_name`}
          kind="organisation"
          label={trans.__('Name of the organisation')}
          placeholder=""
          isDisabled={isDisabled}
          isWrong={name === ''}
          text={name}
          trans={trans}
          onType={typed => change({ name: typed, ror: undefined })}
          onChoose={({ value }) => change(value as Agent)}
        />
      </Labelled>
      <Labelled control={`${id}_ror`} label={trans.__('ROR')}>
        <input
          id={`${id}_ror`}
          type="text"
          aria-invalid={ror !== '' && !isRor(ror)}
          disabled={isDisabled}
          spellCheck={false}
          value={ror}
          onChange={({ target }) =>
            change({ ror: withoutResolver(target.value) || undefined })
          }
        />
      </Labelled>
    </>
  );
}

function named(
  member: 'family' | 'name',
  name: string | undefined
): Partial<Agent> {
  return name === undefined ? {} : { [member]: name };
}
