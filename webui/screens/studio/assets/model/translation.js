// bpmn-js and its properties panel in the language of the page; what has no translation stays English.
const EVENT_OF_LISTENER = /^([A-Z][a-z]+): (.+)$/;
const AFTER_ALL = 50;

export async function translation(locale) {
  const words = locale === 'ru' ? (await import('./ru.json')).default : {};
  const translate = (template, replacements = {}) =>
    (words[template] ?? template).replace(/\{([^}]+)\}/g, (whole, key) => replacements[key] ?? whole);
  globalThis.panelWords = translate;
  return {
    __init__: ['listenerWords'],
    translate: ['value', translate],
    listenerWords: ['type', ListenerWords],
  };
}

/** The panel puts the names of listeners together without asking for their words. */
class ListenerWords {
  constructor(propertiesPanel, translate) {
    const told = (item) => {
      const [, event, kind] = EVENT_OF_LISTENER.exec(item.label ?? '') ?? [];
      return event ? { ...item, label: `${translate(event)}: ${translate(kind)}` } : item;
    };
    const tell = (group) => (group.id.endsWith('Listener') ? { ...group, items: group.items?.map(told) } : group);
    propertiesPanel.registerProvider(AFTER_ALL, { getGroups: () => (groups) => groups.map(tell) });
  }

  static $inject = ['propertiesPanel', 'translate'];
}
