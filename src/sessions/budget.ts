/** Memory that all sessions of a capture share for what they remember of UPDATEs. */
export interface Budget {
  /** Left, roughly. */
  octets: number;
}

const ALL_SESSIONS = 96 * 1024 * 1024;

export const createBudget = (): Budget => ({ octets: ALL_SESSIONS });

/** Whether there is room for so many more octets, which are taken then. */
export function spend(budget: Budget, octets: number): boolean {
  if (budget.octets < octets) return false;
  budget.octets -= octets;
  return true;
}
