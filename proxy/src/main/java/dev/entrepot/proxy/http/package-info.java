/**
 * The HTTP edge: Netty callbacks become domain requests here, and domain answers become bytes.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.http.RegistryServer} listens, {@code Pipelines} puts the
 * handlers of a connection together (each stream of HTTP/2 has those that a connection of HTTP/1.1 has),
 * {@link dev.entrepot.proxy.http.RegistryRoute} says what a request line means,
 * {@link dev.entrepot.proxy.http.RegistryHandler} translates. Handlers decide nothing.
 *
 * <p>Threads: everything here runs on the connection's event loop, but for what is handed to a virtual thread because
 * it may block; an answer comes back to the loop at one place, {@code RegistryHandler}.
 */
@NullMarked
package dev.entrepot.proxy.http;

import org.jspecify.annotations.NullMarked;
