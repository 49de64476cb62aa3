import { Injectable, type OnModuleInit } from '@nestjs/common';
import { Gauges } from '../../events/gauges.js';
import { CallsInFlight } from '../codecs/legacy-http/calls-in-flight.js';
import { ModernCalls } from '../codecs/modern-http/modern-calls.js';
import { Parking } from '../parking/parking.js';

/** Lets be read what is being worked on. */
@Injectable()
export class CallGauges implements OnModuleInit {
  constructor(
    private readonly gauges: Gauges,
    private readonly legacy: CallsInFlight,
    private readonly modern: ModernCalls,
    private readonly parking: Parking,
  ) {}

  onModuleInit(): void {
    this.gauges.offer('calls_in_flight', () => [
      { labels: { era: 'legacy' }, value: this.legacy.size },
      { labels: { era: 'modern' }, value: this.modern.size },
    ]);
    this.gauges.offer('parked_calls', () => this.parking.size);
  }
}
