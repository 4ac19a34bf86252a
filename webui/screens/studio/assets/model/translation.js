// bpmn-js and its properties panel in the language of the page; what has no translation stays English.
export async function translation(locale) {
  const words = locale === 'ru' ? (await import('./ru.json')).default : {};
  const translate = (template, replacements = {}) =>
    (words[template] ?? template).replace(/\{([^}]+)\}/g, (whole, key) => replacements[key] ?? whole);
  return { translate: ['value', translate] };
}
