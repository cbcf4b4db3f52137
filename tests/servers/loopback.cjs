// Loaded before the network: a server that names no address would listen on all of them; here it gets 127.0.0.1.
const { Server } = require('node:net');
const original = Server.prototype.listen;
const open = (host) => host === undefined || host === '0.0.0.0' || host === '::';
Server.prototype.listen = function listen(first, ...rest) {
  if (first !== null && typeof first === 'object') {
    const here = first.port !== undefined && open(first.host) ? { ...first, host: '127.0.0.1' } : first;
    return original.call(this, here, ...rest);
  }
  if (first === undefined || typeof first === 'function') {
    return original.call(this, { port: 0, host: '127.0.0.1' }, ...[first, ...rest].filter(Boolean));
  }
  const [host, ...others] = typeof rest[0] === 'string' ? rest : [undefined, ...rest];
  const callback = others.find((one) => typeof one === 'function');
  return original.call(this, { port: Number(first), host: open(host) ? '127.0.0.1' : host }, ...(callback ? [callback] : []));
};
