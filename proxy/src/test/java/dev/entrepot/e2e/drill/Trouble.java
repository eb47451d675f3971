package dev.entrepot.e2e.drill;

/**
 * What happens to something that entrepot leans on.
 *
 * @param mayRefuse whether what was pulled before may be refused as well, if it lasts longer than a client is kept waiting
 */
record Trouble(String name, boolean mayRefuse, Runnable begin, Runnable end) {}
