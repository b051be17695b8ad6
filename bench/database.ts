import { openDatabase } from '@fbrain/adapters/postgres/connection';

/** A new, empty database on the server of `serverUrl`; answers its address. */
export async function makeDatabase(serverUrl: string, name: string): Promise<string> {
  const admin = openDatabase({ url: serverUrl, max: 1 });
  await admin`create database ${admin(name)}`;
  await admin.end();
  const target = new URL(serverUrl);
  target.pathname = `/${name}`;
  return target.href;
}
