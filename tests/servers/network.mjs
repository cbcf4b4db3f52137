// A private Bluesky: PLC directory, PDS, Bsync, AppView and Ozone in one process, until SIGTERM.
// Environment: ATPROTO (where npm installed), PORTS (pds,appview), DB_POSTGRES_URL, REDIS_HOST, READY (file to write).
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

const { ATPROTO, PORTS, READY } = process.env;
const entry = join(ATPROTO, 'node_modules/@atproto/dev-env/dist/index.js');
const { TestNetwork } = await import(pathToFileURL(entry).href);
const [pds, appview] = PORTS.split(',').map(Number);
const network = await TestNetwork.create({
  dbPostgresSchema: 'smm',
  pds: { port: pds, hostname: 'localhost', inviteRequired: false, enableDidDocWithSession: true },
  bsky: { dbPostgresSchema: 'smm_bsky', port: appview, publicUrl: `http://localhost:${appview}` },
});
writeFileSync(READY, JSON.stringify({ pds: network.pds.url, appview: network.bsky.url, plc: network.plc.url }));
process.on('SIGTERM', () => {
  setTimeout(() => process.exit(0), 3000).unref();
  network.close().finally(() => process.exit(0));
});
