import { importSource } from './bundle.mjs';

const { main } = await importSource(`export { main } from './scripts/compare/main.ts';`);
process.exitCode = await main(process.argv.slice(2));
