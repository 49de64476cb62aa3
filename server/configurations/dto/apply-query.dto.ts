import { IsFlag } from '../../common/validation.js';

export class ApplyQuery {
  /** Says what would be done, and does nothing. */
  @IsFlag()
  dry_run?: boolean;

  /** Deletes what a list that is sent does not name; never whoever asks. */
  @IsFlag()
  prune?: boolean;
}
