// Hides what Baton's engine refuses. Only the eye is spared: the server refuses it in files from elsewhere.
// Runs after the providers of Camunda (500) and of the templates (300): a lower number is later.
const PRIORITY = 100;
const GROUPS = new Set(['Zeebe__ExecutionListeners', 'Zeebe__TaskListeners', 'adHocSubProcessImplementation', 'activeElements', 'userTaskImplementation']);
const KEPT_EMPTY = 'ElementTemplates__Template';
const MENUS = ['bpmn-replace', 'bpmn-create', 'bpmn-append'];
const REFUSED = /ad-?hoc|complex|link-intermediate|conditional-(?!flow)/;

class HidingProvider {
  constructor(propertiesPanel, popupMenu) {
    propertiesPanel.registerProvider(PRIORITY, this);
    MENUS.forEach((menu) => popupMenu.registerProvider(menu, PRIORITY, this));
  }

  getGroups() {
    return (groups) =>
      groups
        .filter((group) => !GROUPS.has(group.id))
        .filter((group) => !group.entries || group.entries.length > 0 || group.id === KEPT_EMPTY);
  }

  getPopupMenuEntries() {
    return (entries) => Object.fromEntries(Object.entries(entries).filter(([id]) => !REFUSED.test(id)));
  }
}
HidingProvider.$inject = ['propertiesPanel', 'popupMenu'];

export default { __init__: ['hidingProvider'], hidingProvider: ['type', HidingProvider] };
