// From a user task to its form, from a business rule task to its decision table: a way in the context pad.
import { facts, say } from '../shell/facts.js';

const EXTENSIONS = {
  'zeebe:FormDefinition': { id: 'formId', files: facts.forms, text: say('editForm'), icon: 'form' },
  'zeebe:CalledDecision': { id: 'decisionId', files: facts.decisions, text: say('editDecision'), icon: 'decision' },
};

class LinkingProvider {
  constructor(contextPad) {
    contextPad.registerProvider(500, this);
  }

  getContextPadEntries(element) {
    const links = (element.businessObject?.extensionElements?.values ?? []).map(linkOf).filter(Boolean);
    return Object.fromEntries(links.map((link) => [`studio-${link.icon}`, entry(link)]));
  }
}
LinkingProvider.$inject = ['contextPad'];

function linkOf(extension) {
  const kind = EXTENSIONS[extension.$type];
  const file = kind?.files[extension[kind.id]];
  return file ? { ...kind, file } : null;
}

function entry({ file, text, icon }) {
  return { group: 'edit', className: `studio-link studio-link-${icon}`, title: text, action: { click: () => go(file) } };
}

/** As if the file's tab was pressed: everything is saved first. */
function go(file) {
  document.querySelector(`.studio-tabs a[title="${CSS.escape(file)}"]`)?.click();
}

export default { __init__: ['linkingProvider'], linkingProvider: ['type', LinkingProvider] };
