package dev.entrepot.proxy.http;

import java.util.Optional;

/**
 * One connection, as its requests need to know it.
 *
 * @param copies what all connections may read ahead of files
 * @param client by its certificate, where it showed one
 */
record Line(Carrier carrier, CopyBudget copies, Optional<String> client) {}
