/**
 * Clients, pointed at entrepot: {@code hosts.toml} for containerd, and what Docker and podman have in its place.
 *
 * <p>Starting points: {@link dev.entrepot.proxy.hosts.HostsPlan} says what would be written, {@link
 * dev.entrepot.proxy.hosts.HostsCheck} reads it as containerd does and asks whoever it names. containerd ignores a file with
 * a mistake in it without a word to its user, so what is read here has to fail where containerd's reading fails.
 */
@NullMarked
package dev.entrepot.proxy.hosts;

import org.jspecify.annotations.NullMarked;
