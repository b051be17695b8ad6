import { Gauge, type Registry } from 'prom-client';

/** 1 while the carrier of hints is connected, read when scraped. */
export function transportGauge(registry: Registry, isConnected: () => boolean): void {
  new Gauge({
    name: 'fbrain_transport_connected',
    help: '1 if the transport that carries work is connected, else 0.',
    registers: [registry],
    collect() {
      this.set(isConnected() ? 1 : 0);
    },
  });
}
