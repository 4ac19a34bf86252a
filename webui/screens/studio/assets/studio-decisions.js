// The decision editor: dmn-js over a draft that saves itself; it opens at the first decision table.
import DmnModeler from 'dmn-js/lib/Modeler';

import 'dmn-js/dist/assets/diagram-js.css';
import 'dmn-js/dist/assets/dmn-js-shared.css';
import 'dmn-js/dist/assets/dmn-js-drd.css';
import 'dmn-js/dist/assets/dmn-js-decision-table.css';
import 'dmn-js/dist/assets/dmn-js-decision-table-controls.css';
import 'dmn-js/dist/assets/dmn-js-literal-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression.css';
import 'dmn-js/dist/assets/dmn-js-boxed-expression-controls.css';
import 'dmn-js/dist/assets/dmn-font/css/dmn.css';
import './decisions/decisions.css';
import { Marks } from './decisions/marks.js';

import { beginning, failed, shell } from './shell/shell.js';

const { text, recovered } = beginning();

try {
  await edit();
} catch (error) {
  failed(error);
}

async function edit() {
  const modeler = new DmnModeler({ container: document.getElementById('studio-canvas'), exporter: { name: 'Baton', version: '1' } });
  await modeler.importXML(text);
  const table = modeler.getViews().find((view) => view.type === 'decisionTable');
  if (table) await modeler.open(table);
  const read = async () => (await modeler.saveXML({ format: true })).xml;
  const stack = () => modeler.getActiveViewer().get('commandStack');
  const marks = new Marks(modeler, document.getElementById('studio-canvas'));
  const { changed } = shell({ read, shown: (found) => marks.show(found), select: (finding) => show(modeler, marks, finding), name: (finding) => viewOf(modeler, finding)?.name || finding.place, actions: { undo: () => stack().undo(), redo: () => stack().redo() } });
  const listen = () => modeler.getActiveViewer().on('elements.changed', changed);
  modeler.on('views.changed', listen);
  modeler.on('views.changed', () => marks.draw());
  listen();
  if (recovered) changed();
  window.studio = { modeler };
}

/** Opens the decision that a finding is about, at the cell that it names. */
async function show(modeler, marks, finding) {
  const view = viewOf(modeler, finding);
  if (!view) return;
  if (view !== modeler.getActiveView()) await modeler.open(view);
  marks.place(finding.element)?.scrollIntoView({ block: 'center', inline: 'nearest' });
}

/** A finding names the decision, or something inside it. */
function viewOf(modeler, { element }) {
  return element && modeler.getViews().find((one) => one.type !== 'drd' && holds(one.element, element));
}

function holds(node, id) {
  if (node?.id === id) return true;
  const { decisionLogic: logic } = node ?? {};
  const parts = [...(logic?.input ?? []), ...(logic?.output ?? []), ...(logic?.rule ?? [])];
  return logic?.id === id || parts.some((part) => part.id === id || entries(part).some((entry) => entry.id === id));
}

function entries(part) {
  return [part.inputExpression, ...(part.inputEntry ?? []), ...(part.outputEntry ?? [])].filter(Boolean);
}
