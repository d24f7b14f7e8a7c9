import { createHash } from 'node:crypto';
import { join } from 'node:path';

/** What a server is to serve, and to whom. */
export interface Site {
  port: number;
  /** Folder that is served. */
  folder: string;
  /** Folder for the server's own files. */
  state: string;
  user: string;
  password: string;
}

/** The one line of a password file that Apache and nginx both read. */
export function passwordLine({ user, password }: Site): string {
  const hash = createHash('sha1').update(password).digest('base64');
  return `${user}:{SHA}${hash}\n`;
}

/** WsgiDAV reads JSON as YAML. */
export function wsgidavConfiguration(site: Site): string {
  return JSON.stringify({
    host: '127.0.0.1',
    port: site.port,
    server: 'cheroot',
    provider_mapping: { '/': site.folder },
    simple_dc: {
      user_mapping: { '*': { [site.user]: { password: site.password } } }
    },
    http_authenticator: { accept_basic: true, accept_digest: false },
    lock_storage: true,
    property_manager: true,
    dir_browser: { enable: false },
    logging: { enable: false },
    verbose: 1
  });
}

/** Debian's Apache with nothing but what WebDAV needs. */
export function apacheConfiguration(site: Site): string {
  const modules = [
    'mpm_event',
    'authn_core',
    'authn_file',
    'authz_core',
    'authz_user',
    'auth_basic',
    'dav',
    'dav_fs'
  ];
  return `
ServerRoot "${site.state}"
ServerName localhost
Listen 127.0.0.1:${site.port}
DefaultRuntimeDir "${site.state}"
PidFile "${join(site.state, 'apache.pid')}"
Mutex "file:${site.state}" default
ErrorLog "${join(site.state, 'error.log')}"
${modules.map(name => `LoadModule ${name}_module /usr/lib/apache2/modules/mod_${name}.so`).join('\n')}
${process.getuid?.() === 0 ? 'User www-data\nGroup www-data' : ''}
DavLockDB "${join(site.state, 'locks')}"
AllowEncodedSlashes On
DocumentRoot "${site.folder}"
<Directory "${site.folder}">
  Dav On
  AllowOverride None
  AuthType Basic
  AuthName files
  AuthUserFile "${join(site.state, 'passwords')}"
  Require valid-user
</Directory>
`;
}

/** Debian's nginx; its own module for writing, dav-ext for PROPFIND. */
export function nginxConfiguration(site: Site): string {
  const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'];
  return `
daemon off;
master_process off;
load_module /usr/lib/nginx/modules/ngx_http_dav_ext_module.so;
pid "${join(site.state, 'nginx.pid')}";
error_log "${join(site.state, 'error.log')}";
events { worker_connections 256; }
http {
  access_log off;
  default_type application/octet-stream;
  client_max_body_size 0;
  ${temporary.map(name => `${name}_temp_path "${join(site.state, name)}";`).join('\n  ')}
  dav_ext_lock_zone zone=locks:1m;
  server {
    listen 127.0.0.1:${site.port};
    location / {
      root "${site.folder}";
      dav_methods PUT DELETE MKCOL COPY MOVE;
      dav_ext_methods PROPFIND OPTIONS LOCK UNLOCK;
      dav_ext_lock zone=locks;
      auth_basic files;
      auth_basic_user_file "${join(site.state, 'passwords')}";
    }
  }
}
`;
}
