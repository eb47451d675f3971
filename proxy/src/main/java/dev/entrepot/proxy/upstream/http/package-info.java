/**
 * HTTP/1.1 towards registries: pooled Netty connections, used blocking.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.upstream.http.UpstreamClient} is shared by all upstreams,
 * {@link dev.entrepot.proxy.upstream.http.Connections} belongs to one of them.
 *
 * <p>Threads: event loops only hand over what arrived ({@code Connection}); virtual threads and fill threads wait
 * for it ({@code ResponseStream}). Buffers are counted in these two classes and nowhere else.
 */
@NullMarked
package dev.entrepot.proxy.upstream.http;

import org.jspecify.annotations.NullMarked;
