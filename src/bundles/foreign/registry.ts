import type { Adapter } from './adapter.ts';
import { calicoClusterDiags, calicoNodeDiags } from './calico-diags.ts';
import { ciliumBugtool } from './cilium-bugtool.ts';
import { ciliumSysdump } from './cilium-sysdump.ts';
import { troubleshoot } from './troubleshoot.ts';

export const ADAPTERS: readonly Adapter[] = [
  ciliumSysdump,
  ciliumBugtool,
  calicoClusterDiags,
  calicoNodeDiags,
  troubleshoot,
];
