// The modeler: bpmn-js with the Camunda 8 properties panel, less what Baton does not run, over a draft that saves itself.
import ElementTemplateChooserModule from '@bpmn-io/element-template-chooser';
import { ZeebeVariableResolverModule } from '@bpmn-io/variable-resolver';
import Modeler from 'bpmn-js/lib/Modeler';
import NavigatedViewer from 'bpmn-js/lib/NavigatedViewer';
import { CreateAppendAnythingModule, CreateAppendElementTemplatesModule } from 'bpmn-js-create-append-anything';
import { CloudElementTemplatesPropertiesProviderModule } from 'bpmn-js-element-templates';
import {
  BpmnPropertiesPanelModule,
  BpmnPropertiesProviderModule,
  ZeebePropertiesProviderModule,
} from 'bpmn-js-properties-panel';
import BehaviorsModule from 'camunda-bpmn-js-behaviors/lib/camunda-cloud';
import zeebe from 'zeebe-bpmn-moddle/resources/zeebe.json';

import 'bpmn-js/dist/assets/diagram-js.css';
import 'bpmn-js/dist/assets/bpmn-js.css';
import 'bpmn-js/dist/assets/bpmn-font/css/bpmn.css';
import '@bpmn-io/properties-panel/dist/assets/properties-panel.css';
import 'bpmn-js-element-templates/dist/assets/element-templates.css';
import '@bpmn-io/element-template-chooser/dist/element-template-chooser.css';
import './model/model.css';

import forms from './model/forms.js';
import hiding from './model/hiding.js';
import linking from './model/linking.js';
import { Marks } from './model/marking.js';
import { translation } from './model/translation.js';
import variables from './model/variables.js';
import { facts } from './shell/facts.js';
import { beginning, editable, failed, shell } from './shell/shell.js';

const COLOURS = {
  defaultFillColor: 'var(--studio-fill)',
  defaultStrokeColor: 'var(--studio-line)',
  defaultLabelColor: 'var(--studio-text)',
};
const container = document.getElementById('studio-canvas');
const { text, recovered } = beginning();

try {
  await (editable ? edit() : look());
} catch (error) {
  failed(error);
}

async function look() {
  const viewer = new NavigatedViewer({ container, bpmnRenderer: COLOURS });
  await viewer.importXML(text);
  viewer.get('canvas').zoom('fit-viewport', 'auto');
}

async function edit() {
  const modeler = new Modeler({
    container,
    bpmnRenderer: COLOURS,
    propertiesPanel: { parent: document.getElementById('studio-panel') },
    moddleExtensions: { zeebe },
    exporter: { name: 'Baton', version: '1' },
    additionalModules: [
      BpmnPropertiesPanelModule,
      BpmnPropertiesProviderModule,
      ZeebePropertiesProviderModule,
      CloudElementTemplatesPropertiesProviderModule,
      BehaviorsModule,
      ZeebeVariableResolverModule,
      ElementTemplateChooserModule,
      CreateAppendAnythingModule,
      CreateAppendElementTemplatesModule,
      hiding,
      forms,
      linking,
      variables,
      await translation(facts.locale),
    ],
  });
  await loadTemplates(modeler);
  await modeler.importXML(text);
  const canvas = modeler.get('canvas');
  canvas.zoom('fit-viewport', 'auto');
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

async function loadTemplates(modeler) {
  modeler.on('elementTemplates.errors', ({ errors }) => errors.forEach((error) => console.error(error.message)));
  const answer = await fetch(facts.templates, { redirect: 'error' });
  if (answer.ok) modeler.get('elementTemplatesLoader').setTemplates(await answer.json());
}

function show(modeler, id) {
  const element = modeler.get('elementRegistry').get(id);
  if (!element) return;
  modeler.get('canvas').scrollToElement(element, { top: 160, bottom: 160, left: 260, right: 160 });
  modeler.get('selection').select(element);
}

function nameOf(modeler, { element, place }) {
  const found = modeler.get('elementRegistry').get(element);
  return found ? (found.businessObject.name ?? '') : place;
}
