// Variables that FEEL fields offer besides those of the model: what forms fill in, and records with their fields.
import VariableProvider from '@bpmn-io/variable-resolver/lib/VariableProvider';
import { is } from 'bpmn-js/lib/util/ModelUtil';

import { facts } from '../shell/facts.js';

class FormVariables extends VariableProvider {
  getVariables(element) {
    return is(element, 'bpmn:Process') ? facts.variables.map((one) => ({ ...variable(one), scope: element })) : [];
  }
}
FormVariables.$inject = VariableProvider.$inject;

function variable({ name, info, type = 'Any', entries = [] }) {
  return { name, info, type, entries: entries.map(variable) };
}

export default { __init__: ['formVariables'], formVariables: ['type', FormVariables] };
