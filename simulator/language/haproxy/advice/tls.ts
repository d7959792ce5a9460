/** TLS: what passes through, what is looked at in vain, what is too old. */
import type { At, BindConfig, Directive, ServerConfig } from '../config.ts';
import { linesIn } from '../lines.ts';
import { anyServerSays } from '../lower/context.ts';
import { dnfAt, question } from './conditions.ts';
import {
  type Advice,
  called,
  hasPublicBind,
  isPublicHost,
  linesOf,
  optionOf,
  type ProxyView,
  pick,
  replace,
} from './view.ts';

export function adviseTls(p: ProxyView, cx: Advice): void {
  if (cx.forcesTls) adviseForced(p, cx);
  if (p.fe) {
    adviseServerNames(p, cx);
    for (const bind of p.draft.binds) adviseBind(p, bind, cx);
  }
  if (p.be) adviseServers(p, cx);
}

function adviseForced(p: ProxyView, cx: Advice): void {
  for (const { words } of p.draft.section.directives) {
    const keyword = words[0]!.text;
    if (keyword !== 'bind' && keyword !== 'server' && keyword !== 'default-server') continue;
    for (const w of words) adviseVersion(w.text, undefined, w.span, cx);
  }
}

const BYTES = /^(req[._](ssl_(?!fc)|payload|len|rdp_cookie|proto_http)|payload|payload_lv|rdp_cookie)/;
const CLIENT_HELLO = /^req[._]ssl_/;
const TERMINATED = /^ssl_(fc_sni|fc_alpn|fc_protocol|fc_cipher|c_)/;

/** More lines of one ACL than this are not looked at. */
const MOST_LINES = 32;

/** All conditions of the section that are asked of requests, by what they ask. */
function adviseServerNames(p: ProxyView, cx: Advice): void {
  const { draft } = p;
  const { binds } = draft;
  if (binds.length === 0) return;
  const terminates = binds.every((b) => b.ssl);
  const clear = binds.every(
    (b) =>
      !b.ssl &&
      !b.acceptProxy &&
      !b.options.some((o) => o.value[0] === 'tcp-ut') &&
      b.addresses.every((a) => a.value.family === 'ipv4' || a.value.family === 'ipv6'),
  );
  const quic = linesOf(p, 'bind').some((d) => d.words[1]?.text.includes('quic'));
  let waits = false;
  for (const { read } of draft.lateConditions) {
    for (const { acls, span } of read.terms) {
      for (const acl of acls.length > MOST_LINES ? acls.slice(0, MOST_LINES) : acls) {
        const asked = question(acl);
        if (BYTES.test(asked)) waits = true;
        if (terminates && CLIENT_HELLO.test(asked) && draft.effective.mode !== 'tcp') {
          cx.say(
            span,
            'sni-after-termination',
            `The 'bind' lines of ${called(p)} take TLS off, so there is no client hello left to read '${acl.keyword}' from: this never matches.`,
            {
              hint: "'ssl_fc_sni' is the name that the client asked for",
              ...fixSni(acl.config.criterion.span, acl.keyword, cx),
            },
          );
        } else if (clear && !quic && TERMINATED.test(asked)) {
          cx.say(
            span,
            'tls-fetch-without-tls',
            `No 'bind' of ${called(p)} takes TLS off, so '${acl.keyword}' has no value here: this never matches.`,
            {
              hint:
                draft.effective.mode === 'tcp'
                  ? "to look into TLS that passes through, use 'req.ssl_sni' with 'tcp-request inspect-delay'"
                  : "add 'ssl crt <file>' to the 'bind' line",
            },
          );
        }
      }
    }
  }
  if (draft.effective.mode !== 'tcp' || !draft.seen.has('use_backend')) return;
  adviseInspection(p, waits, cx);
  advisePassthrough(p, cx);
}

function fixSni(span: At<unknown>['span'], keyword: string, cx: Advice): { fixes?: ReturnType<typeof replace> } {
  const text = cx.files[span.file]?.text.slice(span.from, span.to);
  return keyword === text && /^req[._]ssl_sni$/.test(keyword)
    ? { fixes: replace("Write 'ssl_fc_sni'", span, 'ssl_fc_sni') }
    : {};
}

/** Bytes are looked at before they have come, unless something waits for them. */
function adviseInspection(p: ProxyView, waits: boolean, cx: Advice): void {
  const { draft } = p;
  const rules = draft.settings.useBackends.find((u) => isAskedOfBytes(p, u.condition?.span.from));
  if (!waits || !rules) return;
  const content = p.chain.some((d) => d.seen.has('tcp-request content'));
  const delay = p.chain.some((d) =>
    linesIn(d.section.lines, 'tcp-request').some((l) => l.words[1]?.text === 'inspect-delay'),
  );
  if (delay && content) return;
  const message = delay
    ? `'inspect-delay' waits for the 'tcp-request content' rules only, and ${called(p)} has none: the backend is chosen before the client's first bytes are there.`
    : `Nothing waits for the client's first bytes: this rule is decided as soon as the connection is accepted, and hardly ever matches.`;
  cx.say(rules.span, 'nothing-waits-for-bytes', message, {
    hint: "write 'tcp-request inspect-delay 5s' and, for TLS, 'tcp-request content accept if { req.ssl_hello_type 1 }'",
  });
}

function isAskedOfBytes(p: ProxyView, place: number | undefined): boolean {
  const dnf = place === undefined ? null : dnfAt(p.conditions, place);
  return dnf?.some((atoms) => atoms.some((a) => a.acls.some((acl) => BYTES.test(question(acl))))) ?? false;
}

function advisePassthrough(p: ProxyView, cx: Advice): void {
  if (p.draft.binds.some((b) => b.ssl)) return;
  for (const rule of p.draft.settings.useBackends) {
    const target = cx.backends.get(rule.backend.value);
    if (target?.draft.effective.mode !== 'http') continue;
    const dnf = rule.condition ? dnfAt(p.conditions, rule.condition.span.from) : null;
    if (!dnf?.some((atoms) => atoms.some((a) => !a.negated && a.acls.some((acl) => CLIENT_HELLO.test(question(acl))))))
      continue;
    cx.say(
      rule.backend.span,
      'tls-to-http-backend',
      `These connections are still encrypted, and ${called(target)} is in mode http: it takes the TLS for a broken request and answers 400.`,
      {
        hint: "say 'mode tcp' in the backend, or take TLS off at the 'bind' line ('ssl crt …') and choose by 'ssl_fc_sni' in mode http",
      },
    );
  }
}

const OLD = new Set(['SSLv3', 'TLSv1.0', 'TLSv1.1']);
const FORCED = /^force-(sslv3|tlsv10|tlsv11)$/;

function adviseBind(p: ProxyView, bind: BindConfig, cx: Advice): void {
  for (const { value, span } of bind.options) if (!FORCED.test(value[0]!)) adviseVersion(value[0]!, value[1], span, cx);
  if (
    p.draft.effective.mode === 'http' &&
    !bind.ssl &&
    !bind.acceptProxy &&
    p.draft.servers.length + p.draft.settings.useBackends.length + (p.draft.effective.defaultBackend ? 1 : 0) > 0
  ) {
    for (const { value, span } of bind.addresses) {
      if (value.portFrom !== 443 || value.portTo !== 443 || span.to - span.from < 1) continue;
      if (cx.files[span.file]?.text.slice(span.from, span.to).includes('quic')) continue;
      cx.say(
        span,
        'plain-http-on-443',
        `Port 443 is where clients speak TLS, and this 'bind' line has no 'ssl': they get an error before any request is read.`,
        {
          hint: "add 'ssl crt <file>', or 'mode tcp' to pass TLS through",
        },
      );
    }
  }
  const directory = bind.crt[0];
  if (
    !directory?.value.endsWith('/') ||
    bind.options.some((o) => ['strict-sni', 'crt-list', 'default-crt'].includes(o.value[0]!))
  )
    return;
  if (!hasPublicBind(p)) return;
  cx.say(
    directory.span,
    'certificate-order',
    `Of a directory, the file whose name comes first in the alphabet is what clients get that ask for no name, or for an unknown one: a new file can change it.`,
    {
      hint: "name the default certificate first ('crt default.pem crt dir/'), list them in a crt-list, or add 'strict-sni'",
    },
  );
}

function adviseVersion(name: string, value: string | undefined, span: At<unknown>['span'], cx: Advice): void {
  const old = name === 'ssl-min-ver' || name === 'ssl-max-ver' ? OLD.has(value ?? '') : FORCED.test(name);
  if (old) {
    cx.say(
      span,
      'tls-too-old',
      `This allows or forces a TLS version below 1.2, which is broken, forbidden by most rules, and refused by current clients.`,
      {
        hint: 'TLSv1.2 is the least that should be spoken',
        ...(name === 'ssl-min-ver' ? { fixes: replace("Write 'TLSv1.2'", span, 'TLSv1.2') } : {}),
      },
    );
  }
  if (name === 'ciphers' && value !== undefined) adviseCiphers(value, span, cx);
}

function adviseCiphers(list: string, span: At<unknown>['span'], cx: Advice): void {
  const weak = list
    .split(/[:, ]/)
    .find((c) =>
      /^(RC4|3?DES|DES-CBC3|MD5|EXP|EXPORT|e?NULL|aNULL|ADH|LOW|SSLv2|SSLv3)\b|^[\w-]*(RC4|DES-CBC|MD5|NULL)\b[\w-]*$/.test(
        c,
      ),
    );
  if (!weak) return;
  // Anything may be taken out again by the same list.
  const bare = weak.replace(/^[-+]/, '');
  if (list.split(/[:, ]/).some((c) => c.startsWith('!') && bare.includes(c.slice(1)))) return;
  cx.say(span, 'weak-ciphers', `'${weak}' in this list is a cipher that is broken or gives no protection.`, {
    hint: 'remove it, or leave the whole line out: the library’s own list is better kept',
  });
}

export function adviseGlobalTls(cx: Advice): void {
  const lines = (keyword: string): readonly Directive[] => cx.globalLines(keyword);
  for (const keyword of ['ssl-default-bind-options', 'ssl-default-server-options']) {
    for (const { words } of lines(keyword)) {
      words.forEach((w, i) => {
        const valued = w.text === 'ssl-min-ver' || w.text === 'ssl-max-ver';
        if (i > 0)
          adviseVersion(
            w.text,
            valued ? words[i + 1]?.text : undefined,
            (valued ? words[i + 1] : w)?.span ?? w.span,
            cx,
          );
      });
    }
  }
  for (const { words } of [...lines('ssl-default-bind-ciphers'), ...lines('ssl-default-server-ciphers')]) {
    if (words[1]) adviseCiphers(words[1].text, words[1].span, cx);
  }
  const [dh] = lines('tune.ssl.default-dh-param');
  const size = dh?.words[1];
  if (size && Number(size.text) < 2048) {
    cx.say(size.span, 'dh-param-small', `Diffie-Hellman parameters of ${size.text} bits can be attacked.`, {
      hint: '2048 is the default: leave the line out, or say 2048',
      fixes: replace("Write '2048'", size.span, '2048'),
    });
  }
  const [verify] = lines('ssl-server-verify');
  if (verify?.words[1]?.text === 'none') {
    cx.say(
      verify.words[1].span,
      'server-not-verified',
      `No server's certificate is checked, so whoever gets between HAProxy and a server can read and change everything.`,
      {
        hint: "remove it, and name a 'ca-file' on the servers",
      },
    );
  }
}

function adviseServers(p: ProxyView, cx: Advice): void {
  let said = false;
  const named = ['ssl-min-ver', 'ssl-max-ver', 'ciphers'].filter((name) => anyServerSays(p.draft, name));
  for (const server of p.draft.servers) {
    for (const name of named) {
      const own = server.other[name];
      if (own) adviseVersion(name, own.value[0], own.span, cx);
    }
    const ssl = pick(p, server, 'ssl')?.value === true;
    const { host, port, family } = server.address.value;
    if (p.draft.effective.mode === 'http' && !ssl && port === 443 && family !== 'unix' && !isSentThrough(p, server)) {
      cx.say(
        server.address.span,
        'plain-http-to-443',
        `Server '${server.name.value}' is asked in clear text at port 443, where servers expect TLS: they answer 400 or hang up.`,
        {
          hint: "add 'ssl' with 'verify required ca-file <file>', or use the server's clear-text port",
        },
      );
    }
    if (said || !ssl || optionOf(p, server, 'verify')?.value[0] !== 'none') continue;
    const far =
      family === 'name'
        ? host.includes('.') &&
          !/\.(local|internal|lan|svc|cluster\.local|consul|test|example|localdomain)\.?$/.test(host)
        : (family === 'ipv4' || family === 'ipv6') && isPublicHost(host) && host !== '0.0.0.0';
    if (!far) continue;
    said = true;
    cx.say(
      optionOf(p, server, 'verify')!.span,
      'server-not-verified',
      `The certificate of '${host}' is not checked: whoever gets between HAProxy and the server can read and change everything.`,
      {
        hint: "write 'verify required ca-file @system-ca verifyhost <name>'",
      },
    );
  }
}

function isSentThrough(p: ProxyView, server: ServerConfig): boolean {
  return optionOf(p, server, 'socks4') !== undefined || optionOf(p, server, 'check-ssl') !== undefined;
}
