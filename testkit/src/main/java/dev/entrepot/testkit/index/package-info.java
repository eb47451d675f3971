/**
 * The registration index in tests: what every implementation must do ({@code …Contract}), and a double that can fail.
 *
 * <p>A contract is an abstract JUnit class: extend it and say how to start an
 * {@link dev.entrepot.testkit.index.IndexUnderTest}. {@link dev.entrepot.testkit.index.InMemoryIndex} passes all of
 * them, so what holds with the double holds with the real index.
 */
@NullMarked
package dev.entrepot.testkit.index;

import org.jspecify.annotations.NullMarked;
