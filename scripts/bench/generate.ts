/**
 * A large configuration as a company has it: many sites, a frontend and three backends each, rules, checks, cookies,
 * stick tables, comments. `node generate.ts [LINES]` prints one that HAProxy accepts. Names, addresses and ports differ
 * from line to line, and some ACLs are left over, as in files that grew for years: what is looked up must be looked up, and
 * there is something to say.
 */
import { pathToFileURL } from 'node:url';

const HEAD = `global
    log /dev/log local0
    maxconn 50000
    nbthread 4

defaults
    mode http
    log global
    option httplog
    option dontlognull
    option redispatch
    retries 3
    timeout connect 5s
    timeout client 30s
    timeout server 30s
    timeout http-request 10s
    timeout http-keep-alive 15s
    timeout queue 20s
    maxconn 2000

`;

const BALANCE = ['roundrobin', 'leastconn', 'source'];

/** Configuration text of at least so many lines. */
export function generateConfig(lines: number): string {
  const parts = [HEAD];
  let count = HEAD.split('\n').length - 1;
  for (let site = 0; count < lines; site++) {
    const text = siteText(site);
    parts.push(text);
    count += text.split('\n').length - 1;
  }
  return parts.join('');
}

function siteText(site: number): string {
  const name = `site${String(site).padStart(4, '0')}`;
  const port = 1025 + (site % 60000);
  const acls = Array.from({ length: 6 }, (_, i) => `    acl is_area${i} path_beg -i /area${i}/ /other${i}/`);
  const backends = ['web', 'api', 'static'].map((kind, i) => backendText(site, name, kind, i));
  return `# ---- ${name}: owned by team ${site % 37} ----
frontend ${name}
    bind 127.0.0.1:${port}
    acl host_ok hdr(host) -i ${name}.example.com www.${name}.example.com
    acl from_office src 10.${site % 250}.0.0/16 192.168.${site % 250}.0/24
    acl is_post method POST PUT
${acls.join('\n')}
    http-request deny deny_status 403 if is_area5 !from_office
    http-request redirect location https://www.${name}.example.com/moved/ code 301 if { path /old }
    http-request set-header X-Forwarded-Proto http
    http-request add-header X-Site ${name}
    http-response del-header Server
    http-response set-header X-Served-By ${name}
    use_backend ${name}_api if is_area0 or is_area1
    use_backend ${name}_static if is_area2 !is_post # images and styles
    use_backend ${name}_api if host_ok is_area3
    default_backend ${name}_web

${backends.join('\n')}`;
}

function backendText(site: number, name: string, kind: string, index: number): string {
  const servers = Array.from({ length: 4 }, (_, i) => {
    const address = `10.${(site >> 8) & 255}.${site & 255}.${10 * (index + 1) + i}:8080`;
    const backup = i === 3 ? ' backup' : '';
    return `    server ${kind}${i} ${address} check inter 2s fall 3 rise 2 weight ${10 + i} maxconn 200 cookie ${kind}${i}${backup}`;
  });
  const stickiness = index === 0 ? '    cookie SRV insert indirect nocache\n' : '';
  const table = index === 1 ? '    stick-table type ip size 100k expire 30m\n    stick on src\n' : '';
  return `backend ${name}_${kind}
    balance ${BALANCE[index]}
${stickiness}${table}    option httpchk GET /health
    http-check expect status 200
    http-request set-header X-Backend ${name}_${kind}
${servers.join('\n')}
`;
}

if (process.argv[1] !== undefined && import.meta.url === pathToFileURL(process.argv[1]).href) {
  process.stdout.write(generateConfig(Number(process.argv[2] ?? 24_000)));
}
