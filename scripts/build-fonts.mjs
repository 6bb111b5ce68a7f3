// Subsets the two typefaces (OFL, from npm) to the letters the site uses: src/styles/fonts/*.woff2. Run by hand when a letter is missing; results are committed.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import subsetFont from 'subset-font';

const ascii = Array.from({ length: 95 }, (_, i) => String.fromCharCode(32 + i)).join('');
const latin = `${ascii}     °±²³·¹µ×÷ÅÄÖÜßàáâäåæçèéêëíîïñóôöøúûüýčšžłŁ–—‘’“”•…−⁄′″₀₁₂₃₄₅₆₇₈₉⁰⁴⁵⁶⁷⁸⁹⁻⁺₋₊→←↑↓`;
const greek = 'αβγδεζηθκλμνξπρστφχψωΓΔΘΛΞΠΣΦΨΩ';
const folder = 'src/styles/fonts';
const serif = 'node_modules/@fontsource-variable/source-serif-4/files/source-serif-4';
const sans = 'node_modules/@fontsource-variable/source-sans-3/files/source-sans-3';
const jobs = [
  [`${serif}-latin-wght-normal.woff2`, 'serif', latin, { min: 400, max: 600 }],
  [`${serif}-latin-wght-italic.woff2`, 'serif-italic', latin, 400],
  [`${serif}-greek-wght-italic.woff2`, 'serif-greek-italic', greek, 400],
  [`${sans}-latin-wght-normal.woff2`, 'sans', latin, { min: 400, max: 600 }],
  [`${sans}-greek-wght-normal.woff2`, 'sans-greek', greek, 400],
];
mkdirSync(folder, { recursive: true });
let total = 0;
for (const [source, name, text, weight] of jobs) {
  const font = await subsetFont(readFileSync(source), text, { targetFormat: 'woff2', variationAxes: { wght: weight } });
  writeFileSync(`${folder}/${name}.woff2`, font);
  total += font.length;
  console.log(name, font.length);
}
console.log('total', total);
