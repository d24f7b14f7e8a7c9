/**
 * The messages of the CS3 APIs as the definitions let them be read: each field
 * is there, what was not sent is null, empty or zero, and a value of an
 * enumeration that the definitions do not know is a number. Names are theirs.
 */

export interface StatusMessage {
  code: string | number;
  message: string;
}

export interface UserIdMessage {
  opaque_id: string;
  idp: string;
}

export interface TimestampMessage {
  seconds: number;
  nanos: number;
}

export interface PermissionsMessage {
  initiate_file_download: boolean;
  initiate_file_upload: boolean;
  list_container: boolean;
}

export interface WebdavMessage {
  uri: string;
  /** In `share_permissions` since the summer of 2026. */
  permissions: {
    permissions: PermissionsMessage | null;
    reshare: boolean;
  } | null;
  share_permissions?: PermissionsMessage | null;
  requirements: string[];
  access_types: (string | number)[];
}

export interface WebappMessage {
  uri: string;
  app_name: string;
}

export interface ProtocolMessage {
  webdav_options?: WebdavMessage | null;
  webapp_options?: WebappMessage | null;
  embedded_options?: { payload: string } | null;
}

export interface ReceivedShareMessage {
  id: { opaque_id: string } | null;
  name: string;
  remote_share_id: string;
  owner: UserIdMessage | null;
  creator: UserIdMessage | null;
  ctime: TimestampMessage | null;
  mtime: TimestampMessage | null;
  expiration: TimestampMessage | null;
  protocols: ProtocolMessage[];
  state: string | number;
  resource_type: string | number;
  shared_resource_type: string | number;
  destination: string;
  hidden: boolean;
}

/** Every answer has a status of its own, beside the one of gRPC. */
export interface Answer {
  status: StatusMessage | null;
}

/** The calls that are used: what is asked, what is answered. */
export interface Calls {
  Authenticate: {
    request: { type: string; client_id: string; client_secret: string };
    answer: Answer & { token: string };
  };
  ListReceivedOCMShares: {
    request: {
      filters: { type: string; shared_resource_type: string }[];
      page_token: string;
    };
    answer: Answer & {
      shares: ReceivedShareMessage[];
      next_page_token: string;
    };
  };
  GetReceivedOCMShare: {
    request: { ref: { id: { opaque_id: string } } };
    answer: Answer & { share: ReceivedShareMessage | null };
  };
  UpdateReceivedOCMShare: {
    request: {
      share: { id: { opaque_id: string }; state?: string; hidden?: boolean };
      update_mask: { paths: string[] };
    };
    answer: Answer;
  };
}

export type CallName = keyof Calls;
