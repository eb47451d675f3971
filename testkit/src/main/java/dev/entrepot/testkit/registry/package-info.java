/**
 * A registry as the specification and the real ones have it, for tests: it counts what it is asked and
 * misbehaves on demand.
 *
 * <p>Starting points: {@link dev.entrepot.testkit.registry.FakeRegistry}, a JUnit extension;
 * {@link dev.entrepot.testkit.registry.RegistryServer}, the same without JUnit, with its
 * {@link dev.entrepot.testkit.registry.TokenServer} and {@link dev.entrepot.testkit.registry.Cdn} on ports of
 * their own; {@link dev.entrepot.testkit.registry.FakeRegistryMain}, the same as a process.
 */
@NullMarked
package dev.entrepot.testkit.registry;

import org.jspecify.annotations.NullMarked;
