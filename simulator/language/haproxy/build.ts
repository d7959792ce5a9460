/**
 * How an HAProxy was built. A feature that is left out takes its keywords with it: HAProxy then says that it does not know
 * them. `haproxy -vv` lists the features, `+LUA -QUIC …`.
 */
import type { Directive, Version, Word } from './config.ts';
import type { RawSection } from './lines.ts';
import type { Report } from './report.ts';

/** What upstream's usual Linux build has (`TARGET=linux-glibc USE_OPENSSL=1 USE_PCRE2=1 USE_LUA=1 …`). */
const USUAL = names(
  `ACCEPT4 BACKTRACE CPU_AFFINITY CRYPT_H DL EPOLL GETADDRINFO LIBCRYPT LINUX_CAP LINUX_SPLICE LINUX_TPROXY LUA MATH NETFILTER
   NS OPENSSL PCRE2 PCRE2_JIT POLL PRCTL PROMEX QUIC RT SHM_OPEN SLZ SSL TFO THREAD THREAD_DUMP TPROXY`,
);
/** What `haproxy -vv` of some version lists, and the usual build has not. */
const OTHERS = names(
  `51DEGREES ACME CLOSEFROM DEVICEATLAS ECH ENGINE EVPORTS HAVE_TCP_MD5SIG KQUEUE KTLS LIBATOMIC MEMORY_PROFILING OBSOLETE_LINKER
   OPENSSL_AWSLC OPENSSL_WOLFSSL OT PCRE PCRE_JIT PROCCTL PTHREAD_EMULATION QUIC_OPENSSL_COMPAT STATIC_PCRE STATIC_PCRE2 SYSTEMD
   TRACE WURFL ZLIB`,
);

function names(text: string): readonly string[] {
  return text.trim().split(/\s+/);
}

export const FEATURE_NAMES: readonly string[] = [...USUAL, ...OTHERS].sort();

const usual = new Set(USUAL);
/** 2.6 is mostly found without QUIC, which was new then. */
const usualOf26 = new Set(USUAL.filter((name) => name !== 'QUIC'));

/** The features of the build that is meant when nobody says. */
export function usualFeatures(version: Version): ReadonlySet<string> {
  return version === '2.6' ? usualOf26 : usual;
}

/** Takes away what belongs to features that the usual build has and this one has not. */
export function withdraw(
  sections: readonly RawSection[],
  version: Version,
  features: ReadonlySet<string>,
  report: Report,
): void {
  const lacking = LOSSES.filter(({ feature }) => usualFeatures(version).has(feature) && !features.has(feature));
  if (lacking.length === 0) return;
  for (const section of sections) {
    for (const directive of [section.header, ...section.directives]) {
      for (const { feature, takes } of lacking) {
        const word = takes(directive, section.kind);
        if (word)
          report.error(word.span, 'not-in-this-build', `'${word.text}' needs ${feature}, which this build has not`);
      }
    }
  }
}

interface Loss {
  readonly feature: string;
  /** The word that nobody understands any more, if there is one. */
  readonly takes: (directive: Directive, section: string) => Word | null;
}

const LOSSES: readonly Loss[] = [
  {
    feature: 'QUIC',
    takes: ({ words }, section) =>
      keyword(words, section === 'global', /^tune\.quic\./) ??
      keyword(words, section !== 'global', /^quic-initial$/) ??
      (words[0]!.text === 'bind' ? word(words.slice(1), /(^|,)quic[46]?@|^quic-(force-retry|cc-algo|socket)$/) : null),
  },
  {
    feature: 'LUA',
    takes: ({ words }, section) =>
      keyword(words, section === 'global', /^(lua-(load(-per-thread)?|prepend-path)$|tune\.lua\.)/) ??
      keyword(words.slice(1), isRule(words), /^lua\./) ??
      (isRule(words) && words[1]?.text === 'use-service' ? keyword(words.slice(2), true, /^lua\./) : null),
  },
  {
    feature: 'OPENSSL',
    takes: ({ words }, section) =>
      keyword(words, section === 'global', /^(ssl-|tune\.ssl\.|ca-base$|crt-base$|key-base$)/) ??
      keyword(words, true, /^crt-store$/) ??
      (/^(bind|server|default-server|server-template)$/.test(words[0]!.text)
        ? word(words.slice(1), /^(ssl|crt|crt-list|ca-file|crl-file|check-ssl|ssl-(min|max)-ver|ciphers|ciphersuites)$/)
        : null),
  },
  {
    feature: 'PROMEX',
    takes: ({ words }) => (isRule(words) ? word(words.slice(1), /^prometheus-exporter$/) : null),
  },
  {
    feature: 'NS',
    takes: ({ words }) =>
      keyword(words, true, /^namespace_list$/) ??
      (/^(bind|server|default-server)$/.test(words[0]!.text) ? word(words.slice(1), /^namespace$/) : null),
  },
];

function isRule(words: readonly Word[]): boolean {
  return /^(http|tcp)-(request|response|after-response)$/.test(words[0]?.text ?? '');
}

function keyword(words: readonly Word[], where: boolean, pattern: RegExp): Word | null {
  return where && words[0] && pattern.test(words[0].text) ? words[0] : null;
}

function word(words: readonly Word[], pattern: RegExp): Word | null {
  return words.find((w) => pattern.test(w.text)) ?? null;
}
