/**
 * HTTP/1.1 on raw sockets, with the say over every byte, FIN and RST that an HTTP library keeps to itself.
 *
 * <p>Starting points: {@link dev.entrepot.testkit.registry.wire.WireServer} serves
 * {@link dev.entrepot.testkit.registry.wire.Answer}s, each with the
 * {@link dev.entrepot.testkit.registry.wire.Obstacle}s on its way, and notes each request in a
 * {@link dev.entrepot.testkit.registry.wire.RequestLog} when it arrives. One virtual thread per connection.
 */
@NullMarked
package dev.entrepot.testkit.registry.wire;

import org.jspecify.annotations.NullMarked;
