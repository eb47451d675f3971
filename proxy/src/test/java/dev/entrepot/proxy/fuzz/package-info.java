/** All fuzzing targets in one, for a short run in every build. CONTRIBUTING.md says how one is run for long. */
@NullMarked
package dev.entrepot.proxy.fuzz;

import org.jspecify.annotations.NullMarked;
