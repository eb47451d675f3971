/**
 * The upstream registries, as sources of blobs and manifests.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.upstream.UpstreamRegistry} is one registry. Each question it can ask is a
 * {@link dev.entrepot.proxy.upstream.RegistryCall} of its own; {@link dev.entrepot.proxy.upstream.RegistryCaller} asks it and
 * decides what a status means.
 *
 * <p>Everything here blocks: call it from virtual threads or fill threads, never from an event loop.
 */
@NullMarked
package dev.entrepot.proxy.upstream;

import org.jspecify.annotations.NullMarked;
