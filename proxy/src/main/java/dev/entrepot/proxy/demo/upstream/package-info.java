/**
 * The demonstration's upstream: a read-only registry in this process
 * ({@link dev.entrepot.proxy.demo.upstream.DemoRegistry}) with images made in memory
 * ({@link dev.entrepot.proxy.demo.upstream.DemoImage}), which counts what it is asked and misbehaves on demand
 * ({@link dev.entrepot.proxy.demo.upstream.Behaviour}). It listens on loopback and knows nothing of entrepot.
 */
@NullMarked
package dev.entrepot.proxy.demo.upstream;

import org.jspecify.annotations.NullMarked;
