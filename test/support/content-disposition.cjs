// Before Node 24.9 jest cannot require() an ES module, which @fastify/static does with content-disposition:
// for downloads, of which the server offers none.
exports.create = () => {
  throw new Error('the server offers no downloads');
};
