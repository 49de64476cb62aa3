export interface PromptArgument {
  name: string;
  description: string;
  required: boolean;
}

export interface PromptView {
  /** Canonical: `<server>__<prompt>`. */
  name: string;
  enabled: boolean;
  description: string;
  arguments: PromptArgument[];
  title?: string;
  /** `<server>__<original name>`, where the canonical name had to differ from it. */
  original_name?: string;
}
