import type { TextLine } from './finding.ts';

/** What says who manages the links of a node, and their routes. */
export interface LinkManager {
  readonly manager: 'systemd-networkd' | 'NetworkManager';
  /** `foreign-routes`: ManageForeignRoutes=; `default`: a configuration that does not say; `link`: whether it manages that link. */
  readonly what: 'foreign-routes' | 'default' | 'link';
  readonly device: string | null;
  readonly isOn: boolean;
  readonly at: TextLine;
}
