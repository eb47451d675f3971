/**
 * The real programs of a pull, as fixtures: containerd, docker-registry, skopeo, podman, two S3 servers
 * and entrepot itself.
 *
 * <p>Starting point: {@link dev.entrepot.testkit.real.Lab}, a JUnit extension that starts them, keeps their logs
 * under {@code target/real} and ends them. Every process listens on a free port of the loopback address and dies
 * with the JVM of the test. What is not installed skips a test, in one line that names it.
 */
@NullMarked
package dev.entrepot.testkit.real;

import org.jspecify.annotations.NullMarked;
