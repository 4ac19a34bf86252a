// The modeler: bpmn-js with the Camunda 8 properties panel, less what Baton does not run, over a draft that saves itself.
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { CreateAppendAnythingModule } from 'bpmn-js-create-append-anything';
import { BpmnPropertiesPanelModule, BpmnPropertiesProviderModule } from 'bpmn-js-properties-panel';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import './model/model.css';

import { dialectOf } from './model/dialects.js';
import hiding from './model/hiding.js';
import keeping from './model/keeping.js';
import { Marks } from './model/marking.js';
import { placeOf } from './model/places.js';
import { translation } from './model/translation.js';
import { facts } from './shell/facts.js';
import { beginning, editable, failed, shell } from './shell/shell.js';

const COLOURS = {
  defaultFillColor: 'var(--studio-fill)',
  defaultStrokeColor: 'var(--studio-line)',
  defaultLabelColor: 'var(--studio-text)',
};
const READABLE = 0.75;
const BESIDE_PALETTE = 130;
const ABOVE = 40;
const container = document.getElementById('studio-canvas');
const { text, recovered } = beginning();

try {
  await (editable ? edit() : look());
} catch (error) {
  failed(error);
}

async function look() {
  const viewer = new NavigatedViewer({ container, bpmnRenderer: COLOURS });
  await open(viewer);
  lookAtStart(viewer);
}

async function edit() {
  const dialect = await dialectOf(text);
  const modeler = new Modeler({
    container,
    bpmnRenderer: COLOURS,
    propertiesPanel: { parent: document.getElementById('studio-panel') },
    moddleExtensions: dialect.moddleExtensions,
    exporter: { name: 'Baton', version: '1' },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ...dialect.modules,
      CreateAppendAnythingModule,
      hiding,
      keeping,
      await translation(facts.locale),
    ],
  });
  if (dialect.hasTemplates) await loadTemplates(modeler);
  await open(modeler);
  const canvas = modeler.get('canvas');
  lookAtStart(modeler);
  new ResizeObserver(() => canvas.resized()).observe(container);
  const marks = new Marks(modeler);
  const stack = modeler.get('commandStack');
  const read = async () => (await modeler.saveXML({ format: true })).xml;
  const { changed } = shell({
    read,
    shown: (findings) => marks.show(findings),
    select: ({ element }) => show(modeler, element),
    name: (finding) => nameOf(modeler, finding),
    actions: { undo: () => stack.undo(), redo: () => stack.redo(), fit: () => canvas.zoom('fit-viewport', 'auto') },
  });
  modeler.on('commandStack.changed', changed);
  if (recovered) changed();
  window.studio = { modeler };
}

/** Show the first diagram that can be shown: other tools' files may begin with one of choreography. */
async function open(viewer) {
  try {
    await viewer.importXML(text);
  } catch (error) {
    for (const diagram of viewer.getDefinitions()?.diagrams ?? []) {
      const opened = await viewer.open(diagram).catch(() => null);
      if (opened) return;
    }
    throw error;
  }
}

/** The whole diagram where it can be read, else its beginning. */
function lookAtStart(viewer) {
  const canvas = viewer.get('canvas');
  if (canvas.zoom('fit-viewport', 'auto') >= READABLE) return;
  const starts = viewer.get('elementRegistry').filter(({ type, waypoints }) => type === 'bpmn:StartEvent' && !waypoints);
  const first = starts.sort((one, other) => one.x - other.x)[0];
  const { inner, outer } = canvas.viewbox();
  const width = outer.width / READABLE;
  const height = outer.height / READABLE;
  const beside = Math.min(BESIDE_PALETTE, width / 6);
  const x = first && first.x - inner.x > width / 2 ? first.x - beside : inner.x - beside;
  const y = Math.max(inner.y - ABOVE, (first?.y ?? inner.y) - height / 2);
  canvas.viewbox({ x, y, width, height });
}

async function loadTemplates(modeler) {
  modeler.on('elementTemplates.errors', ({ errors }) => errors.forEach((error) => console.error(error.message)));
  const answer = await fetch(facts.templates, { redirect: 'error' });
  if (answer.ok) modeler.get('elementTemplatesLoader').setTemplates(await answer.json());
}

function show(modeler, id) {
  const element = placeOf(modeler, id);
  if (!element) return;
  modeler.get('canvas').scrollToElement(element, { top: 160, bottom: 160, left: 260, right: 160 });
  modeler.get('selection').select(element);
}

function nameOf(modeler, { element, place }) {
  const found = placeOf(modeler, element);
  return found ? (found.businessObject.name ?? '') : place;
}
