/** Monaco's colours, from the same palette as the page, dark and light. */
import { TOKEN_TYPES, type TokenType } from '../../simulator/language/service.ts';
import { monaco } from './monaco.ts';

type Palette = Record<
  'text' | 'strong' | 'keyword' | 'name' | 'value' | 'address' | 'string' | 'quiet' | 'unknown',
  string
>;

const role: Record<TokenType, keyof Palette> = {
  section: 'strong',
  name: 'name',
  keyword: 'keyword',
  option: 'keyword',
  action: 'keyword',
  condition: 'strong',
  fetch: 'value',
  converter: 'value',
  acl: 'name',
  backend: 'name',
  server: 'name',
  number: 'value',
  time: 'value',
  address: 'address',
  string: 'string',
  escape: 'string',
  variable: 'string',
  operator: 'quiet',
  comment: 'quiet',
  macro: 'strong',
  unknown: 'unknown',
};

const dark: Palette = {
  text: 'e3e7ea',
  strong: '8fcbff',
  keyword: '6fb6f0',
  name: 'f0c173',
  value: 'd6dde2',
  address: 'c9b6f2',
  string: 'a9d8c2',
  quiet: '8b98a2',
  unknown: 'e3e7ea',
};
const light: Palette = {
  text: '1c242a',
  strong: '0f4f88',
  keyword: '1a66a8',
  name: '7a4b00',
  value: '2d3840',
  address: '5b3fa0',
  string: '1d6b4d',
  quiet: '5f6d77',
  unknown: '1c242a',
};

function define(name: string, base: 'vs' | 'vs-dark', palette: Palette, colors: Record<string, string>): void {
  monaco.editor.defineTheme(name, {
    base,
    inherit: true,
    rules: TOKEN_TYPES.map((token) => ({
      token,
      foreground: palette[role[token]],
      ...(token === 'section' ? { fontStyle: 'bold' } : token === 'comment' ? { fontStyle: 'italic' } : {}),
    })),
    colors,
  });
}

let defined = false;

/** Sets the theme that the page has now, and follows the page's switch. */
export function followPageTheme(): void {
  if (!defined) {
    defined = true;
    define('drydock-dark', 'vs-dark', dark, {
      'editor.background': '#171d22',
      'editor.foreground': '#e3e7ea',
      'editorLineNumber.foreground': '#7c8a94',
      'editorLineNumber.activeForeground': '#e3e7ea',
    });
    define('drydock-light', 'vs', light, {
      'editor.background': '#ffffff',
      'editor.foreground': '#1c242a',
      'editorLineNumber.foreground': '#6a7882',
      'editorLineNumber.activeForeground': '#1c242a',
    });
    new MutationObserver(apply).observe(document.documentElement, {
      attributes: true,
      attributeFilter: ['data-theme'],
    });
  }
  apply();
}

function apply(): void {
  monaco.editor.setTheme(document.documentElement.dataset.theme === 'light' ? 'drydock-light' : 'drydock-dark');
}
