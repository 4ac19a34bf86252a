// The form editor: form-js over a draft that saves itself, with a preview that Baton's server draws.
import { FormEditor } from '@bpmn-io/form-js-editor';

import '@bpmn-io/form-js-viewer/dist/assets/form-js.css';
import '@bpmn-io/form-js-editor/dist/assets/form-js-editor.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import './form/form.css';

import { Preview } from './form/preview.js';
import { beginning, failed, shell } from './shell/shell.js';

const { text, recovered } = beginning();

try {
  await edit();
} catch (error) {
  failed(error);
}

async function edit() {
  const editor = new FormEditor({
    container: document.getElementById('studio-canvas'),
    exporter: { name: 'Baton', version: '1' },
    propertiesPanel: { parent: document.getElementById('studio-panel') },
  });
  const begun = JSON.parse(text);
  await editor.importSchema(begun);
  const read = () => written(editor.saveSchema());
  const preview = new Preview(read);
  const stack = editor.get('commandStack');
  const { changed } = shell({
    read,
    select: ({ place }) => show(editor, place),
    actions: { undo: () => stack.undo(), redo: () => stack.redo(), preview: (button) => preview.toggle(button) },
  });
  editor.on('commandStack.changed', () => {
    changed();
    preview.changed();
  });
  if (recovered) changed();
  window.studio = { editor };
}

/** The exporter's mark of the moment would change a file that nobody changed. */
function written(schema) {
  return `${JSON.stringify(schema, null, 2)}\n`;
}

/** A finding's place begins with the component's id. */
function show(editor, place) {
  const field = editor.get('formFieldRegistry').get(place.split(' ')[0]);
  if (field) editor.get('selection').set(field);
}
