/** The page of `bare-monaco.ts`: a text is opened as the guide opens one. */
import { monaco } from '../../../src/editor/monaco.ts';
import { EDITOR_OPTIONS } from '../../../src/editor/options.ts';

const host = document.querySelector<HTMLElement>('.dd-editor')!;
const model = monaco.editor.createModel('', 'plaintext');
const editor = monaco.editor.create(host, { ...EDITOR_OPTIONS, model, ariaLabel: 'Monaco' });

document.querySelector('input')!.addEventListener('change', async ({ currentTarget }) => {
  const file = (currentTarget as HTMLInputElement).files?.[0];
  if (file === undefined) return;
  const text = await file.text();
  editor.pushUndoStop();
  editor.executeEdits('bench', [{ range: model.getFullModelRange(), text }]);
  editor.pushUndoStop();
  host.dataset.lines = String(model.getLineCount());
});
host.dataset.ready = '';
