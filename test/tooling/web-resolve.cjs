const { join } = require('node:path');

// How imports of the web are spelled; read by dependency-cruiser in place of a webpack configuration.
const web = join(__dirname, '../../web');

module.exports = { resolve: { alias: { $lib: join(web, 'src/lib') } } };
