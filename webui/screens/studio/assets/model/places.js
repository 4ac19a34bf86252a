// Where a finding is shown: models of other tools name what is not drawn by itself.

/** The drawn element with this id, else the one around what has it, else the pool of its process. */
export function placeOf(modeler, id) {
  const registry = modeler.get('elementRegistry');
  for (let part = modeler.get('moddle').ids.assigned(id); part; part = part.$parent) {
    const drawn = registry.get(part.id) ?? registry.find(({ businessObject }) => businessObject?.processRef === part);
    if (drawn) return drawn;
  }
  return registry.get(id);
}
