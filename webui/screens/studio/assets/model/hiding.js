// Hides what Baton's engine refuses. Only the eye is spared: the server refuses it in files from elsewhere.
// Runs after the providers of Camunda (500) and of the templates (300): a lower number is later.
const PRIORITY = 100;
const GROUPS = new Set([
  'Zeebe__ExecutionListeners',
  'Zeebe__TaskListeners',
  'adHocSubProcessImplementation',
  'userTaskImplementation',
]);
// What an imported model says there is refused, and must be seen to be removed.
const HIDDEN_EMPTY = new Set(['CamundaPlatform__ExecutionListener', 'CamundaPlatform__FieldInjection', 'CamundaPlatform__TaskListener']);
const KEPT_EMPTY = 'ElementTemplates__Template';

class HidingProvider {
  constructor(propertiesPanel) {
    propertiesPanel.registerProvider(PRIORITY, this);
  }

  getGroups() {
    return (groups) =>
      groups
        .filter((group) => !GROUPS.has(group.id))
        .filter((group) => group.items?.length > 0 || !HIDDEN_EMPTY.has(group.id))
        .filter((group) => !group.entries || group.entries.length > 0 || group.id === KEPT_EMPTY);
  }
}
HidingProvider.$inject = ['propertiesPanel'];

export default { __init__: ['hidingProvider'], hidingProvider: ['type', HidingProvider] };
