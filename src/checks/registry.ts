import type { Check } from './define-check.ts';
import { mpBgpUnsupported } from './bgp/mp-bgp-unsupported.ts';
import { notificationChecks } from './bgp/notifications.ts';

/** Every check. Where two findings explain each other, the earlier one is the cause. */
export const CHECKS: readonly Check[] = [mpBgpUnsupported, ...notificationChecks];
