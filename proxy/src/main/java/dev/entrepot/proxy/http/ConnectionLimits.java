package dev.entrepot.proxy.http;

/**
 * How many connections clients may have.
 *
 * @param all together
 * @param perAddress of one client; of one network of 64 bits, with IPv6
 */
public record ConnectionLimits(int all, int perAddress) {}
