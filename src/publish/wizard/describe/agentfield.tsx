import type { FieldProps } from '@rjsf/utils';
import type { Creator, Organisation } from 'sciencemesh-contract';
import * as React from 'react';
import { Combobox } from './combobox';
import { isOrcid, orcidFrom, withoutResolver } from './identifiers';
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
        <select
          id={`${id}_kind`}
          aria-label={trans.__('Kind')}
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
        {kind === 'person' ? (
          <PersonFields change={change} id={id} person={formData} />
        ) : (
          <OrganisationFields change={change} id={id} organisation={formData} />
        )}
        {hasRole && (
          <select
            id={`${id}_role`}
            aria-label={trans.__('Role')}
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
  const text = (
    name: 'given' | 'orcid',
    label: string,
    value: string,
    take: (typed: string) => string
  ): JSX.Element => (
    <input
      id={`${id}_${name}`}
      type="text"
      aria-label={label}
      aria-invalid={name === 'orcid' && orcid !== '' && !isGood}
      placeholder={label}
      disabled={isDisabled}
      value={value}
      onChange={({ target }) =>
        change({ [name]: take(target.value) || undefined })
      }
    />
  );
  return (
    <>
      <Combobox
        id={`${id}_family`}
        kind="person"
        label={trans.__('Family name')}
        isDisabled={isDisabled}
        text={family}
        trans={trans}
        onType={typed => change({ family: typed })}
        onChoose={({ value }) => change(value as Agent)}
      />
      {text('given', trans.__('Given name'), given, typed => typed)}
      <span className="jp-SciMeshPublishAgent-orcid">
        {text('orcid', trans.__('ORCID'), orcid, orcidFrom)}
        {isGood && (
          <span
            className="jp-SciMeshMark jp-mod-good"
            title={trans.__('Its last digit agrees with the others.')}
          >
            {trans.__('checked')}
          </span>
        )}
      </span>
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
  const label = trans.__('ROR');
  return (
    <>
      <Combobox
        id={`${id}_name`}
        kind="organisation"
        label={trans.__('Name of the organisation')}
        isDisabled={isDisabled}
        text={organisation.name ?? ''}
        trans={trans}
        onType={name => change({ name, ror: undefined })}
        onChoose={({ value }) => change(value as Agent)}
      />
      <input
        id={`${id}_ror`}
        type="text"
        aria-label={label}
        placeholder={label}
        disabled={isDisabled}
        value={organisation.ror ?? ''}
        onChange={({ target }) =>
          change({ ror: withoutResolver(target.value) || undefined })
        }
      />
    </>
  );
}

function named(
  member: 'family' | 'name',
  name: string | undefined
): Partial<Agent> {
  return name === undefined ? {} : { [member]: name };
}
