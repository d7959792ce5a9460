/** How every editor of the guide is set up. */
import type { monaco } from './monaco.ts';

export const EDITOR_OPTIONS: monaco.editor.IStandaloneEditorConstructionOptions = {
  accessibilitySupport: 'on',
  automaticLayout: true,
  fixedOverflowWidgets: true,
  fontFamily: "'IBM Plex Mono', ui-monospace, monospace",
  fontSize: 13,
  lineHeight: 20,
  lineNumbersMinChars: 3,
  folding: false,
  glyphMargin: false,
  minimap: { enabled: false },
  occurrencesHighlight: 'off',
  overviewRulerLanes: 0,
  padding: { top: 10, bottom: 10 },
  renderLineHighlight: 'none',
  scrollBeyondLastLine: false,
  scrollbar: { alwaysConsumeMouseWheel: false },
  'semanticHighlighting.enabled': true,
  tabSize: 4,
  // A file's odd line ends are said when it is opened, and kept.
  unusualLineTerminators: 'off',
  wordWrap: 'off',
};
