// The form of a user task or a start event: one of the folder's, chosen from a list.
import { Group, isSelectEntryEdited, SelectEntry } from '@bpmn-io/properties-panel';

import { facts } from '../shell/facts.js';

const PRIORITY = 90;
const FORM = 'zeebe:FormDefinition';
const AFTER = ['assignmentDefinition', 'documentation', 'general'];

class FormProvider {
  constructor(propertiesPanel, modeling, bpmnFactory, translate) {
    Object.assign(this, { modeling, bpmnFactory, translate });
    propertiesPanel.registerProvider(PRIORITY, this);
  }

  getGroups(element) {
    return (groups) => {
      const others = groups.filter((group) => group.id !== 'form');
      if (!hasForm(element)) return others;
      const before = AFTER.map((id) => others.findIndex((group) => group.id === id)).find((index) => index >= 0) ?? -1;
      return others.toSpliced(before + 1, 0, this.group(element));
    };
  }

  group(element) {
    const component = () =>
      SelectEntry({
        element,
        id: 'studioForm',
        label: this.translate('Form'),
        getValue: () => formOf(element),
        setValue: (form) => this.choose(element, form),
        getOptions: () => this.options(element),
      });
    const entries = [{ id: 'studioForm', component, isEdited: isSelectEntryEdited }];
    return { id: 'studioForm', label: this.translate('Form'), component: Group, entries };
  }

  /** The folder's forms, and the one that the element names already. */
  options(element) {
    const known = new Set([...Object.keys(facts.forms), formOf(element)].filter(Boolean));
    return [{ value: '', label: this.translate('<none>') }, ...[...known].sort().map((id) => ({ value: id, label: id }))];
  }

  /** One command, so that one undo takes it back. */
  choose(element, formId) {
    const { businessObject } = element;
    const others = extensions(element).filter((one) => one.$type !== FORM);
    const values = formId ? [...others, this.bpmnFactory.create(FORM, { formId })] : others;
    const extensionElements = this.bpmnFactory.create('bpmn:ExtensionElements', { values });
    extensionElements.$parent = businessObject;
    for (const value of values) value.$parent = extensionElements;
    this.modeling.updateProperties(element, { extensionElements });
  }
}
FormProvider.$inject = ['propertiesPanel', 'modeling', 'bpmnFactory', 'translate'];

/** A person fills one in: in a user task, or to start the process. */
function hasForm({ type, businessObject, labelTarget }) {
  if (labelTarget) return false;
  const starts = type === 'bpmn:StartEvent' && !businessObject.eventDefinitions && businessObject.$parent?.$type === 'bpmn:Process';
  return type === 'bpmn:UserTask' || starts;
}

function extensions({ businessObject }) {
  return businessObject.extensionElements?.values ?? [];
}

function formOf(element) {
  return extensions(element).find((one) => one.$type === FORM)?.formId ?? '';
}

export default { __init__: ['formProvider'], formProvider: ['type', FormProvider] };
