// FEEL's functions as this engine has them, in the language of the page: the build puts them in the place of the
// editor's own list (`@camunda/feel-builtins`), which is another engine's and English. The names are that package's.
import { facts } from './facts.js';

const WORDS = new Set(['and', 'or', 'in', 'if', 'then', 'else', 'for', 'return', 'between', 'of']);

export const camundaBuiltins = facts.functions;
/** Those with one of FEEL's own words in their name, which the editor's parser must be told of. */
export const camundaReservedNameBuiltins = facts.functions.filter(({ name }) => name.split(' ').some((word) => WORDS.has(word)));
