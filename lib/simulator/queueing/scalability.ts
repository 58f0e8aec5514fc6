/**
 * The universal scalability law: the speed-up of u replicas, u / (1 + sigma (u-1) + kappa u (u-1))
 * (Gunther, Guerrilla Capacity Planning, 2007, chapter 4). With kappa = 0 it is Amdahl's law.
 */
export function scalability(replicas: number, contention: number, coherency: number): number {
  if (replicas <= 1) return replicas;
  return replicas / (1 + contention * (replicas - 1) + coherency * replicas * (replicas - 1));
}
