// Bundles the front end into the folder given as argument: hashed files, manifest.json, an icon sprite, licences.
// Entry points: every src/*.js, and every ../screens/<name>/assets/*.js of a screen that brings its own.
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import path from 'node:path';

import esbuild from 'esbuild';

const out = path.resolve(process.argv[2]);
const manifest = { entries: {}, files: {} };
const entries = entryPoints();

// What the properties panel says by itself it says in English, unless each caller hands it the page's words: few do.
const UNSPOKEN = 'function translateFallback(template, replacements) {';
const speaking = {
  name: 'speaking',
  setup(build) {
    build.onLoad({ filter: /@bpmn-io.properties-panel.dist.index\.esm\.js$/ }, ({ path: file }) => {
      const contents = fs.readFileSync(file, 'utf8');
      if (!contents.includes(UNSPOKEN)) throw new Error(`${file} says its own words otherwise now. Look at it again.`);
      return { contents: contents.replace(UNSPOKEN, `${UNSPOKEN} if (globalThis.panelWords) return globalThis.panelWords(template, replacements);`) };
    });
  },
};

const result = await esbuild.build({
  entryPoints: entries,
  outdir: out,
  bundle: true,
  minify: true,
  splitting: true,
  format: 'esm',
  target: 'es2022',
  entryNames: '[name]-[hash]',
  chunkNames: 'chunks/[name]-[hash]',
  assetNames: 'files/[name]-[hash]',
  loader: { '.woff2': 'file', '.woff': 'file', '.ttf': 'file', '.eot': 'file', '.svg': 'file', '.png': 'file' },
  nodePaths: [path.resolve('node_modules')],
  plugins: [speaking],
  // The FEEL editor suggests the functions that there are.
  alias: { '@camunda/feel-builtins': path.resolve('../screens/studio/assets/shell/builtins.js') },
  legalComments: 'linked',
  metafile: true,
  logLevel: 'warning',
});

for (const [file, output] of Object.entries(result.metafile.outputs)) {
  // What is imported later, by a script that is running, is marked as an entry too.
  if (!entries.some((entry) => path.resolve(entry) === path.resolve(output.entryPoint ?? ''))) continue;
  const name = path.basename(output.entryPoint, path.extname(output.entryPoint));
  if (manifest.entries[name]) throw new Error(`Two entry points are called ${name}. Rename one.`);
  manifest.entries[name] = {
    js: relative(file),
    css: output.cssBundle ? relative(output.cssBundle) : null,
    preload: imports(file).map(relative),
  };
}
manifest.files['icons.svg'] = write('icons.svg', sprite());
manifest.files['favicon.svg'] = write('favicon.svg', fs.readFileSync('src/favicon.svg', 'utf8'));
// The latin text face is on every page: the browser is told of it before it has read the style sheet.
manifest.files['inter.woff2'] = relative(
  Object.keys(result.metafile.outputs).find((file) => /inter-latin-wght-normal-\w+\.woff2$/.test(file)),
);
fs.writeFileSync(path.join(out, 'manifest.json'), JSON.stringify(manifest, null, 1));
fs.writeFileSync(path.join(out, 'THIRD_PARTY.txt'), licences());

function entryPoints() {
  const inside = (folder) => (fs.existsSync(folder) ? fs.readdirSync(folder).map((file) => path.join(folder, file)) : []);
  const screens = inside('../screens').flatMap((screen) => inside(path.join(screen, 'assets')));
  return [...inside('src'), ...screens].filter((file) => file.endsWith('.js')).sort();
}

function relative(file) {
  return path.relative(out, path.resolve(file)).split(path.sep).join('/');
}

function imports(file, seen = new Set()) {
  for (const one of result.metafile.outputs[file].imports) {
    if (one.kind === 'import-statement' && !seen.has(one.path)) {
      seen.add(one.path);
      imports(one.path, seen);
    }
  }
  return [...seen];
}

function write(name, text) {
  const hash = createHash('sha256').update(text).digest('hex').slice(0, 8).toUpperCase();
  const hashed = name.replace(/(\.\w+)$/, `-${hash}$1`);
  fs.writeFileSync(path.join(out, hashed), text);
  return hashed;
}

/** One SVG with a symbol per icon that src/icons.json names: our name -> Tabler's. */
function sprite() {
  const symbols = Object.entries(JSON.parse(fs.readFileSync('src/icons.json', 'utf8'))).map(([name, icon]) => {
    const svg = fs.readFileSync(`node_modules/@tabler/icons/icons/${icon.includes('/') ? icon : `outline/${icon}`}.svg`, 'utf8');
    const body = svg.slice(svg.indexOf('>', svg.indexOf('<svg')) + 1, svg.lastIndexOf('</svg>'));
    const shapes = body.replace(/<path stroke="none"[^>]*\/>/, '').replace(/\s+/g, ' ').trim();
    return `<symbol id="${name}" viewBox="0 0 24 24">${shapes}</symbol>`;
  });
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join('')}</svg>\n`;
}

/** The licence texts of every package that is in a bundle, those that other packages bring included. */
function licences() {
  const texts = new Map(bundledFolders().map((folder) => {
    const about = JSON.parse(fs.readFileSync(path.join(folder, 'package.json'), 'utf8'));
    return [`${about.name} ${about.version} (${about.license ?? 'MIT'})`, licenceIn(folder, about)];
  }));
  const told = [...texts].sort(([one], [other]) => (one < other ? -1 : 1));
  return told.map(([title, text]) => `${title}\n\n${text.trim()}\n`).join(`\n${'-'.repeat(80)}\n\n`);
}

function bundledFolders() {
  const own = Object.keys(JSON.parse(fs.readFileSync('package.json', 'utf8')).dependencies);
  const inputs = Object.keys(result.metafile.inputs).map((file) => /^.*node_modules\/(?:@[^/]+\/)?[^/]+/.exec(file)?.[0]);
  const icons = own.filter((name) => name.startsWith('@tabler/')).map((name) => path.join('node_modules', name));
  return [...new Set([...inputs.filter(Boolean), ...icons])];
}

/** Some old packages ship their licence as the last part of their Readme, or name it only. */
function licenceIn(folder, about) {
  const files = fs.readdirSync(folder);
  const file = files.find((one) => /^licen[cs]e/i.test(one));
  if (file) return fs.readFileSync(path.join(folder, file), 'utf8');
  const readme = files.find((one) => /^readme/i.test(one));
  const part = readme && /^#+\s*licen[cs]e\s*$([\s\S]*)/im.exec(fs.readFileSync(path.join(folder, readme), 'utf8'))?.[1].trim();
  if (part) return part;
  if (about.license) return `Licence ${about.license}, by ${about.author?.name ?? about.author ?? about.repository?.url ?? 'its authors'}`;
  throw new Error(`${about.name} ships no licence text. Leave it out, or add the text here.`);
}
