/**
 * The two use cases over doubles of every port: what each answer costs upstream, what may be shown to whom, and that
 * nothing is left open. Time moves when told to, fills run on a small pool, and gates decide who comes first.
 */
@NullMarked
package dev.entrepot.core.pull;

import org.jspecify.annotations.NullMarked;
