import type { LanguageRegistration } from 'shiki';

/**
 * Colours for `haproxy` code blocks that are text, not playgrounds: Shiki has no such language. A playground is
 * coloured by Drydock's own parser.
 */
export const haproxyHighlighting: LanguageRegistration = {
  name: 'haproxy',
  aliases: ['haproxy.cfg'],
  scopeName: 'source.haproxy',
  patterns: [{ include: '#section' }, { include: '#directive' }],
  repository: {
    section: {
      begin:
        '^[ \\t]*(global|defaults|frontend|backend|listen|peers|resolvers|userlist|mailers|cache|program|ring|http-errors|fcgi-app|log-forward|log-profile|crt-store|traces|acme|healthcheck)\\b',
      beginCaptures: { 1: { name: 'keyword.control.section.haproxy' } },
      end: '$',
      patterns: [{ include: '#words' }, { match: '[^\\s#"\']+', name: 'entity.name.section.haproxy' }],
    },
    directive: {
      begin: '^[ \\t]*((?:no|default)[ \\t]+)?([a-z][a-z0-9._-]*)',
      beginCaptures: {
        1: { name: 'keyword.operator.haproxy' },
        2: { name: 'support.function.directive.haproxy' },
      },
      end: '$',
      patterns: [
        { include: '#words' },
        { match: '(?<=\\s)(?:if|unless|or)(?=\\s)|\\|\\|', name: 'keyword.control.haproxy' },
        { match: '(?<=[\\s,:])\\d+(?:\\.\\d+)*(?:us|ms|s|m|h|d|k|g)?(?=[\\s,:/]|$)', name: 'constant.numeric.haproxy' },
        { match: '%\\[[^\\]]*\\]|\\$\\{?\\w+\\}?', name: 'variable.other.haproxy' },
      ],
    },
    words: {
      patterns: [
        { match: '#.*$', name: 'comment.line.number-sign.haproxy' },
        {
          begin: '"',
          end: '"|$',
          name: 'string.quoted.double.haproxy',
          patterns: [{ match: '\\\\.', name: 'constant.character.escape.haproxy' }],
        },
        { begin: "'", end: "'|$", name: 'string.quoted.single.haproxy' },
        { match: '\\\\.', name: 'constant.character.escape.haproxy' },
      ],
    },
  },
};
