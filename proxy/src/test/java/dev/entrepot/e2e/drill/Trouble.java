package dev.entrepot.e2e.drill;

/**
 * What happens to something that entrepot leans on.
 *
 * @param costsNew whether an image that was never pulled cannot be had meanwhile
 */
record Trouble(String name, boolean costsNew, Runnable begin, Runnable end) {}
