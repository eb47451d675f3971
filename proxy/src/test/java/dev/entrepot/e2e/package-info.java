/**
 * What a user sees: real clients, a real upstream registry and entrepot as a process of its own. {@link
 * dev.entrepot.e2e.RealFixturesIT} shows that the fixtures work without entrepot; a failure there is not one of ours.
 */
@NullMarked
package dev.entrepot.e2e;

import org.jspecify.annotations.NullMarked;
